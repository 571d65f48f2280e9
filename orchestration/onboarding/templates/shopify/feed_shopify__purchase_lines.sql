-- One row per line of an order.
with

lines as (
    select
        *,
        row_number() over (partition by order_number order by line_id) as line_number
    from {{ ref('stg_shopify__order_lines') }}
    where unit_price is not null
)

select
    {{ customer360.feed({
        'order_number': 'order_number',
        'line_number': 'line_number',
        'sku': 'sku',
        'quantity': 'coalesce(quantity, 1)',
        'unit_price': 'unit_price',
    }) }}
from lines
