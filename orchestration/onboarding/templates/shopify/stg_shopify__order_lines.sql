-- One row per line of an order.
select
    {{ customer360.clean('order_number') }},
    {{ customer360.clean('line_id') }},
    {{ customer360.clean('sku') }},
    {{ customer360.clean('product_name') }},
    quantity,
    unit_price,
    {{ customer360.clean('vendor') }}
from {{ source('raw_shopify', 'order_lines') }}
