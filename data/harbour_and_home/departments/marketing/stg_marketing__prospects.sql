-- One row per person on marketing's list, customers included.
select
    {{ customer360.clean('prospect_id') }},
    {{ customer360.clean('given_name') }},
    {{ customer360.clean('family_name') }},
    {{ customer360.clean('email') }},
    {{ customer360.clean('phone') }},
    {{ customer360.clean('address_line_1') }},
    {{ customer360.clean('address_line_2') }},
    {{ customer360.clean('city') }},
    {{ customer360.clean('postcode') }},
    {{ customer360.clean('source') }},
    created_at,
    updated_at
from {{ source('raw_marketing', 'prospects') }}
