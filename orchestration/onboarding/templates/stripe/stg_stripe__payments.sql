-- One row per payment.
select
    {{ customer360.clean('payment_id') }},
    {{ customer360.clean('payer') }},
    {{ customer360.clean('email') }},
    paid_at,
    amount,
    refunded,
    {{ customer360.clean('currency') }},
    refunded_at,
    {{ customer360.clean('status') }},
    {{ customer360.clean('description') }}
from {{ source('raw_stripe', 'payments') }}
