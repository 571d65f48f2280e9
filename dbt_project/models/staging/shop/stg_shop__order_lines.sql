-- One row per line of an order.
select
    {{ clean('order_number') }},
    line_number,
    {{ clean('sku') }},
    {{ clean('category') }},
    quantity,
    unit_price_gbp,
    unit_cost_gbp
from {{ source('raw_shop', 'order_lines') }}
