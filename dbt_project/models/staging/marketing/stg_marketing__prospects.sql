-- One row per person on marketing's list, customers included.
select
    {{ clean('prospect_id') }},
    {{ clean('given_name') }},
    {{ clean('family_name') }},
    {{ clean('email') }},
    {{ clean('phone') }},
    {{ clean('address_line_1') }},
    {{ clean('address_line_2') }},
    {{ clean('city') }},
    {{ clean('postcode') }},
    {{ clean('source') }},
    created_at,
    updated_at
from {{ source('raw_marketing', 'prospects') }}
