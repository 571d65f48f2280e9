-- One row per line of an order.
with

lines as (
    select
        lines.*,
        orders.order_number
    from {{ ref('stg_shopify_dlt__order_lines') }} as lines
    inner join {{ ref('stg_shopify_dlt__orders') }} as orders on lines.order_dlt_id = orders.dlt_id
    where not coalesce(orders.is_test, false)
)

select
    {{ customer360.feed({
        'order_number': 'order_number',
        'line_number': 'position + 1',
        'sku': 'sku',
        'quantity': 'quantity',
        'unit_price': 'unit_price',
    }) }}
from lines
