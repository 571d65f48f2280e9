-- One row per named driver of a motor policy.
select
    {{ clean('driver_id') }},
    {{ clean('policy_number') }},
    {{ clean('given_name') }},
    {{ clean('middle_name') }},
    {{ clean('family_name') }},
    birth_on,
    {{ clean('relationship') }},
    added_on
from {{ source('raw_insurance', 'drivers') }}
