-- One row per line of an order.
select
    {{ customer360.clean('order_number') }},
    line_number,
    {{ customer360.clean('sku') }},
    {{ customer360.clean('category') }},
    quantity,
    unit_price_gbp,
    unit_cost_gbp
from {{ source('raw_shop', 'order_lines') }}
