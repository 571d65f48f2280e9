-- One row per underwriting decision.
select
    {{ customer360.clean('decision_id') }},
    {{ customer360.clean('subject_ref') }},
    {{ customer360.clean('policy_number') }},
    {{ customer360.clean('line_of_business') }},
    {{ customer360.clean('decision') }},
    {{ customer360.clean('reason') }},
    decided_at,
    effective_on
from {{ source('raw_risk', 'decisions') }}
