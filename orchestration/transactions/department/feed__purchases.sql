-- One row per order.
select
    {{ customer360.feed({
        'order_number': 'order_number',
        'record_id': 'customer_id',
        'line_of_business': "'$line'",
        'ordered_at': 'ordered_at',
        'status': 'status',
        'total_amount': 'amount',
    }) }}
from {{ ref('stg_${department}__orders') }}
