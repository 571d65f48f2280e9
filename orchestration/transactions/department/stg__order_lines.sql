-- One row per product of an order.
select
    {{ customer360.clean('order_number') }},
    line_number,
    {{ customer360.clean('product') }},
    quantity,
    unit_price,
    unit_cost
from {{ source('raw_$department', 'order_lines') }}
