-- One row per charge.
select
    {{ customer360.clean('charge_id') }},
    {{ customer360.clean('payer') }},
    {{ customer360.clean('email') }},
    paid_at,
    amount,
    refunded,
    {{ customer360.clean('currency') }},
    {{ customer360.clean('status') }},
    is_captured
from {{ source('raw_stripe_airbyte', 'charges') }}
