-- One row per order.
select
    {{ customer360.clean('order_number') }},
    {{ customer360.clean('customer_id') }},
    ordered_at,
    {{ customer360.clean('status') }},
    amount
from {{ source('raw_$department', 'orders') }}
