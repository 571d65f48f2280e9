-- One row per charge of which money was given back.
-- The stream does not say when: the charge's own day.
select
    {{ customer360.feed({
        'refund_id': 'charge_id',
        'order_number': 'charge_id',
        'refunded_at': 'paid_at',
        'refund': 'refunded',
    }) }}
from {{ ref('stg_stripe_airbyte__charges') }}
where refunded > 0
