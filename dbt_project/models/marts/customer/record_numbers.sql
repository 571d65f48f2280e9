-- One row per source record that belongs to a customer now, by its number read backwards.
select
    -- Numbers of one kind begin alike and end differently.
    reverse(upper(source_record_id)) as number_reversed,
    department,
    source_record_id,
    customer_id
from {{ ref('customer_crosswalk') }}
where valid_to is null
