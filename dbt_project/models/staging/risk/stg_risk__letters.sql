-- One row per letter risk has posted.
select
    {{ clean('letter_id') }},
    {{ clean('decision_id') }},
    {{ clean('subject_ref') }},
    {{ clean('letter_type') }},
    posted_at
from {{ source('raw_risk', 'letters') }}
