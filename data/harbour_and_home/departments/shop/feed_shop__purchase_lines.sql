-- One row per line of an order.
select
    {{ customer360.feed({
        'order_number': 'order_number',
        'line_number': 'line_number',
        'sku': 'sku',
        'category': 'category',
        'quantity': 'quantity',
        'unit_price': 'unit_price_gbp',
        'unit_cost': 'unit_cost_gbp',
    }) }}
from {{ ref('stg_shop__order_lines') }}
