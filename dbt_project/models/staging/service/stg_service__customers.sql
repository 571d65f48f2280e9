-- One row per caller the contact centre has opened a file for.
select
    {{ clean('customer_ref') }},
    {{ clean('full_name') }},
    {{ clean('phone') }},
    {{ clean('phone_alternative') }},
    {{ clean('email') }},
    birth_on,
    {{ clean('address_line_1') }},
    {{ clean('address_line_2') }},
    {{ clean('city') }},
    {{ clean('postcode') }},
    created_at,
    updated_at
from {{ source('raw_service', 'customers') }}
