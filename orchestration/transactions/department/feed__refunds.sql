-- One row per credit note and order line that it is taken off.
select
    {{ customer360.feed({
        'refund_id': 'refund_id',
        'order_number': 'order_number',
        'line_number': 'line_number',
        'refunded_at': 'refunded_at',
        'quantity': 'quantity',
        'refund': 'refund',
        'reason': 'reason',
    }) }}
from {{ ref('stg_${department}__credit_notes') }}
