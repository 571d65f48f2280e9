-- One row per scoring of a subject.
select
    {{ clean('score_id') }},
    {{ clean('subject_ref') }},
    {{ clean('full_name') }},
    birth_on,
    {{ clean('address_line_1') }},
    {{ clean('postcode') }},
    {{ clean('policy_number') }},
    score,
    {{ clean('band') }},
    scored_at
from {{ source('raw_risk', 'scores') }}
