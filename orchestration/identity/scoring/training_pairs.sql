create or replace table identity_work.inside as
select e.*
from identity_work.edges as e
inner join identity_work.groups as g on e.node_l = g.node
inner join identity_work.groups as h on e.node_r = h.node and g.grp = h.grp;
create or replace table identity_work.faces as
select
    p.node, p.given_name, p.family_name, p.birth_text,
    row_number() over (order by md5(p.node::varchar)) - 1 as k
from identity_work.payloads as p
inner join identity_work.groups as g on p.node = g.node
qualify row_number() over (partition by g.grp order by md5(p.node::varchar)) = 1;
create or replace table identity_work.strangers as
with drawn as (
    select
        l.node,
        (l.k + s.shift * 7919) % count(*) over (partition by s.shift) as partner
    from identity_work.faces as l
    cross join (
        select unnest(range(1, 1 + cast(least(
            {strangers} / least(count(*), {partnered}), count(*) / 2
        ) as bigint))) as shift
        from identity_work.faces
    ) as s
    where l.k < {partnered}
)
select distinct
    '0' as match_key,
    least(l.node, r.node) as join_key_l,
    greatest(l.node, r.node) as join_key_r
from drawn as l
inner join identity_work.faces as r on l.partner = r.k
where l.node <> r.node
