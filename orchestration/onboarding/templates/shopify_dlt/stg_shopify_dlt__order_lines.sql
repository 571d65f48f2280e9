-- One row per line of an order.
select
    {{ customer360.clean('line_id') }},
    {{ customer360.clean('order_dlt_id') }},
    position,
    {{ customer360.clean('sku') }},
    {{ customer360.clean('product_name') }},
    quantity,
    unit_price
from {{ source('raw_shopify_dlt', 'order_lines') }}
