-- One row per returned line.
select
    {{ customer360.feed({
        'refund_id': 'return_id',
        'order_number': 'order_number',
        'line_number': 'line_number',
        'refunded_at': 'returned_at',
        'quantity': 'quantity',
        'refund': 'refund_gbp',
        'reason': 'reason',
    }) }}
from {{ ref('stg_shop__returns') }}
