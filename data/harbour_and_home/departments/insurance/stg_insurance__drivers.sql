-- One row per named driver of a motor policy.
select
    {{ customer360.clean('driver_id') }},
    {{ customer360.clean('policy_number') }},
    {{ customer360.clean('given_name') }},
    {{ customer360.clean('middle_name') }},
    {{ customer360.clean('family_name') }},
    birth_on,
    {{ customer360.clean('relationship') }},
    added_on
from {{ source('raw_insurance', 'drivers') }}
