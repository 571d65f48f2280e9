-- One row per record of a group that a steward's decision joins to another or parts.
create or replace table identity_work.touched_records as
with
ends as (
    select a.grp as base_a, b.grp as base_b, d.together
    from identity_work.decided as d
    inner join identity_work.payload_records as ra on d.record_a = ra.record_id
    inner join identity_work.payload_records as rb on d.record_b = rb.record_id
    inner join identity_work.groups as a on ra.node = a.node
    inner join identity_work.groups as b on rb.node = b.node
),
bases as (
    select base_a as base from ends
    union
    select base_b from ends
)
select p.record_id, p.node, g.grp as base
from identity_work.payload_records as p
inner join identity_work.groups as g on p.node = g.node
semi join bases as b on g.grp = b.base;
