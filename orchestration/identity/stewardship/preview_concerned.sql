-- One row per record of the customers of some records, as they are and as they would be without
-- stewards.
with current as (
    select
        c.record_id,
        c.customer_id,
        coalesce(a.customer_id, c.customer_id) as base_number
    from identity.crosswalk as c
    left join identity.numbers_apart as a on c.record_id = a.record_id
    where c.valid_to is null
),
named as (
    select
        customer_id,
        base_number
    from current
    where list_contains($records, record_id)
)
select
    record_id,
    customer_id,
    base_number
from current
where customer_id in (select customer_id from named)
    or base_number in (select base_number from named)
order by record_id
