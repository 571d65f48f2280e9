-- One row per payload: what it names and its group by the score.
create or replace table identity_work.naming_groups as
select
    p.node,
    p.named,
    p.given_name,
    p.single_sources,
    g.grp
from identity_work.payloads as p
inner join identity_work.groups as g on p.node = g.node;

-- One row per group that names a couple or an estate and group of a person whom it names.
create or replace table identity_work.named_hosts as
with ends as (
    select node_l as node, node_r as other, weight, gamma_given, gamma_family, apart
    from identity_work.edges
    union all
    select node_r, node_l, weight, gamma_given, gamma_family, apart
    from identity_work.edges
),
fits as (
    select
        g.grp as guest,
        h.grp as host,
        max(e.weight) as weight,
        bool_or(g.named = 'couple') as is_couple
    from ends as e
    inner join identity_work.naming_groups as g on e.node = g.node
    inner join identity_work.naming_groups as h on e.other = h.node
    where g.named in ('couple', 'estate')
        and h.named = 'person'
        and e.apart = 'kinds'
        and e.weight >= $link
        and e.gamma_given <> 0
        and e.gamma_family >= $part
    group by g.grp, h.grp
),
allowed as (
    select f.*
    from fits as f
    anti join (
        select a.grp as guest, b.grp as host
        from (select grp, unnest(single_sources) as source from identity_work.naming_groups) as a
        inner join (
            select grp, unnest(single_sources) as source from identity_work.naming_groups
        ) as b on a.source = b.source and a.grp <> b.grp
    ) as twice on f.guest = twice.guest and f.host = twice.host
),
ranked as (
    select
        *,
        row_number() over (partition by guest order by weight desc, host) as place,
        count(*) filter (true) over (
            partition by guest order by weight desc
            range between unbounded preceding and $clear following
        ) as rivals
    from allowed
)
select guest, host, place, is_couple
from ranked
where place <= $most
    and guest not in (select guest from ranked where place = 1 and rivals > $most);

-- Domains that belong to one firm: those of people who have nothing else in common belong to none.
create or replace table identity_work.own_domains as
select split_part(p.email, '@', 2) as domain
from identity_work.payloads as p
inner join identity_work.naming_groups as g on p.node = g.node
where p.email is not null
group by domain
having bool_or(g.named = 'organisation')
    and count(distinct g.grp) filter (g.named = 'organisation') = 1;

-- One row per value that a firm and a post in one may share.
create or replace table identity_work.firm_values as
with points as (
    select node, 'email' as kind, email as value from identity_work.payloads
    union all
    select node, 'phone', phone from identity_work.payloads
    union all
    select node, 'phone', phone_alternative from identity_work.payloads
    union all
    select node, 'domain', split_part(p.email, '@', 2)
    from identity_work.payloads as p
    semi join identity_work.own_domains as d on split_part(p.email, '@', 2) = d.domain
    union all
    select node, 'home', concat_ws('|', house_number, street, coalesce(flat, ''), postcode)
    from identity_work.payloads
    where house_number is not null and street is not null and postcode is not null
)
select distinct g.grp, g.named, p.kind, p.value
from points as p
inner join identity_work.naming_groups as g on p.node = g.node
where p.value is not null;

create or replace table identity_work.post_hosts as
with shared as (
    select
        g.grp as guest,
        o.grp as host,
        count(*) as weight
    from identity_work.firm_values as g
    inner join identity_work.firm_values as o on g.kind = o.kind and g.value = o.value
    where g.named = 'function' and o.named = 'organisation'
    group by g.grp, o.grp
)
select guest, host, cast(1 as bigint) as place, false as is_couple
from shared
qualify rank() over (partition by guest order by weight desc) = 1
    and count(*) over (partition by guest, weight) = 1;

-- One row per group that names another's and that other, its own first.
create or replace table identity_work.hosts as
select guest, host, place from identity_work.named_hosts where place = 1 or is_couple
union all
select guest, host, place from identity_work.post_hosts;

create or replace table identity_work.attached_groups as
select
    g.node,
    coalesce(h.host, g.grp) as grp
from identity_work.groups as g
left join identity_work.hosts as h on g.grp = h.guest and h.place = 1;

drop view identity_work.groups;
alter table identity_work.attached_groups rename to groups;
