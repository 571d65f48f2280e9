-- One row per letter risk has posted.
select
    {{ customer360.clean('letter_id') }},
    {{ customer360.clean('decision_id') }},
    {{ customer360.clean('subject_ref') }},
    {{ customer360.clean('letter_type') }},
    posted_at
from {{ source('raw_risk', 'letters') }}
