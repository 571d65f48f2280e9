-- One row per record: its group, as its department's data and the stewards' decisions have it.
-- A group that no decision changed keeps the label of the group beneath.
create or replace table identity_work.record_groups as
with parts as (
    select t.record_id, t.base, l.label
    from identity_work.touched_records as t
    inner join laid as l on t.record_id = l.record_id
),
shapes as (
    select
        label,
        count(distinct base) as bases,
        count(*) as records,
        min(base) as base
    from parts
    group by label
),
sizes as (
    select base, count(*) as records from parts group by base
),
changed as (
    select p.record_id, -1 - p.label as grp
    from parts as p
    inner join shapes as s on p.label = s.label
    inner join sizes as z on s.base = z.base
    where s.bases > 1 or s.records < z.records
)
select
    p.record_id,
    p.node,
    g.grp as base,
    coalesce(c.grp, g.grp) as grp
from identity_work.payload_records as p
inner join identity_work.groups as g on p.node = g.node
left join changed as c on p.record_id = c.record_id;
