-- One row per product of an order.
select
    {{ customer360.feed({
        'order_number': 'order_number',
        'line_number': 'line_number',
        'sku': 'product',
        'quantity': 'quantity',
        'unit_price': 'unit_price',
        'unit_cost': 'unit_cost',
    }) }}
from {{ ref('stg_${department}__order_lines') }}
