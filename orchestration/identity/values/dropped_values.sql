create or replace table identity.dropped_values as
select
    h.field,
    sha256(h.value) as value_hash,
    h.reason,
    h.people,
    count(distinct s.record_id) as records
from identity_work.hubs as h
inner join ({carried}) as s on h.field = s.field and h.value = s.value
group by h.field, h.value, h.reason, h.people
order by h.field, value_hash
