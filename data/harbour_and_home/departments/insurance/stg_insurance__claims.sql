-- One row per claim.
select
    {{ customer360.clean('claim_id') }},
    {{ customer360.clean('policy_number') }},
    incident_on,
    opened_at,
    closed_at,
    {{ customer360.clean('status') }},
    paid_gbp,
    reserve_gbp,
    {{ customer360.clean('handler_team') }}
from {{ source('raw_insurance', 'claims') }}
