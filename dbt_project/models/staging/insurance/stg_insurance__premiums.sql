-- One row per instalment due.
select
    {{ clean('premium_id') }},
    {{ clean('policy_number') }},
    due_on,
    paid_on,
    amount_gbp,
    {{ clean('status') }}
from {{ source('raw_insurance', 'premiums') }}
