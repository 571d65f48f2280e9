-- One row per underwriting decision.
select
    {{ clean('decision_id') }},
    {{ clean('subject_ref') }},
    {{ clean('policy_number') }},
    {{ clean('line_of_business') }},
    {{ clean('decision') }},
    {{ clean('reason') }},
    decided_at,
    effective_on
from {{ source('raw_risk', 'decisions') }}
