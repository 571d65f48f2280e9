-- One row per customer of the list.
select
    {{ customer360.clean('customer_id') }},
    first_ordered_at,
    last_ordered_at
from {{ source('raw_$department', 'customers') }}
