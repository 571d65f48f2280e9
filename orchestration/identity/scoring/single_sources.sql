-- One row per payload, with its departments that keep one record each.
create or replace table identity_work.payloads as
with singles as (
    select node, list_sort(list(distinct department)) as single_sources
    from identity_work.payload_records
    where list_contains($departments, department)
    group by node
)
select p.* replace (s.single_sources as single_sources)
from identity_work.payloads as p
left join singles as s on p.node = s.node
order by p.node
