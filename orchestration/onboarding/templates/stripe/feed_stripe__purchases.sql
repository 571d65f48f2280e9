-- One row per payment; one in another currency than the company's is held.
select
    {{ customer360.feed({
        'order_number': 'payment_id',
        'record_id': 'payer',
        'ordered_at': 'paid_at',
        'status': customer360.status_in_currency('status', 'currency', 'USD'),
        'total_amount': 'amount',
    }) }}
from {{ ref('stg_stripe__payments') }}
