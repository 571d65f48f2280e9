-- One row per scoring of a subject.
select
    {{ customer360.clean('score_id') }},
    {{ customer360.clean('subject_ref') }},
    {{ customer360.clean('full_name') }},
    birth_on,
    {{ customer360.clean('address_line_1') }},
    {{ customer360.clean('postcode') }},
    {{ customer360.clean('policy_number') }},
    score,
    {{ customer360.clean('band') }},
    scored_at
from {{ source('raw_risk', 'scores') }}
