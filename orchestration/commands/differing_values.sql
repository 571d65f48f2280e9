-- One row per customer and field of which two departments have not one value in common: the records
-- of both, and the value that survives, with its record and the reason.
with

stated as (
    select
        customer_id, field, department,
        list(distinct value order by value) as said,
        list(distinct record_id || ': ' || value order by record_id || ': ' || value) as records,
        list(distinct lower(value)) as keys
    from marts.attribute_conflicts
    where department in ($first, $second)
    group by customer_id, field, department
),

survivors as (
    select customer_id, field, department, record_id, value, rule
    from marts.attribute_conflicts
    where is_winner
)

select
    one.customer_id,
    one.field,
    one.records as first_records,
    other.records as second_records,
    survivors.value as survives,
    survivors.department as survives_from,
    survivors.record_id as survives_in,
    survivors.rule as because
from stated as one
join stated as other using (customer_id, field)
join survivors using (customer_id, field)
where one.department = $first and other.department = $second
    and not list_has_any(one.keys, other.keys)
    and ($field is null or one.field = $field)
order by one.field, one.customer_id
