-- One row per record: its group as stewards have it.
create or replace table identity_work.grp_groups as
select record_id, grp, first_seen_at from identity_work.assigned;

-- One row per group beneath and group above that share records; whole where they are the same.
create or replace table identity_work.layers as
with pairs as (
    select
        base,
        grp,
        count(*) as records
    from identity_work.assigned
    group by base, grp
)
select
    p.base,
    p.grp,
    n.customer_id as base_number,
    count(*) over (partition by p.base) = 1 and count(*) over (partition by p.grp) = 1 as is_whole
from pairs as p
inner join identity_work.base_numbers as n on p.base = n.grp;

-- One row per record: the number that its group above may inherit. A decided group keeps the number
-- that readers know, unless that is another's beneath.
create or replace table identity_work.grp_before as
with related as (
    select distinct
        l.grp,
        m.base_number
    from identity_work.layers as l
    inner join identity_work.layers as k on l.base = k.base
    inner join identity_work.layers as m on k.grp = m.grp
),
known as (
    select distinct base_number from identity_work.layers
)
select
    a.record_id,
    case
        when l.is_whole then l.base_number
        when r.base_number is not null or k.base_number is null
            then coalesce(p.customer_id, l.base_number)
        else l.base_number
    end as customer_id
from identity_work.assigned as a
inner join identity_work.layers as l on a.base = l.base and a.grp = l.grp
left join identity_work.borne as p on a.record_id = p.record_id
left join related as r on a.grp = r.grp and p.customer_id = r.base_number
left join known as k on p.customer_id = k.base_number;

insert into identity_work.taken
select customer_id from identity_work.base_numbers
except
select customer_id from identity_work.taken;
