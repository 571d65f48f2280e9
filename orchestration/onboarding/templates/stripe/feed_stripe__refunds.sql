-- One row per payment of which money was given back.
select
    {{ customer360.feed({
        'refund_id': 'payment_id',
        'order_number': 'payment_id',
        'refunded_at': 'coalesce(refunded_at, paid_at)',
        'refund': 'refunded',
    }) }}
from {{ ref('stg_stripe__payments') }}
where refunded > 0
