-- One row per instalment due.
select
    {{ customer360.clean('premium_id') }},
    {{ customer360.clean('policy_number') }},
    due_on,
    paid_on,
    amount_gbp,
    {{ customer360.clean('status') }}
from {{ source('raw_insurance', 'premiums') }}
