-- One row per number more that nobody may be given: erased customers had it. A record that stays,
-- or comes back, must not bring the number of its person back.
insert into identity_work.taken
with drawn as (
    select customer_number(md5_number_lower(a.record_id || '#' || t.attempt)) as customer_id
    from identity_work.assigned as a
    cross join (select unnest(range(cast($attempts as bigint))) as attempt) as t
    anti join identity_work.previous as p on a.record_id = p.record_id
)
select distinct customer_id
from drawn
where keyed('customer|' || customer_id) in (select unnest(cast($erased as varchar[])));
