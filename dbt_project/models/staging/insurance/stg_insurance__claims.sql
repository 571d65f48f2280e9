-- One row per claim.
select
    {{ clean('claim_id') }},
    {{ clean('policy_number') }},
    incident_on,
    opened_at,
    closed_at,
    {{ clean('status') }},
    paid_gbp,
    reserve_gbp,
    {{ clean('handler_team') }}
from {{ source('raw_insurance', 'claims') }}
