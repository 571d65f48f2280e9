-- One row per caller the contact centre has opened a file for.
select
    {{ customer360.clean('customer_ref') }},
    {{ customer360.clean('full_name') }},
    {{ customer360.clean('phone') }},
    {{ customer360.clean('phone_alternative') }},
    {{ customer360.clean('email') }},
    birth_on,
    {{ customer360.clean('address_line_1') }},
    {{ customer360.clean('address_line_2') }},
    {{ customer360.clean('city') }},
    {{ customer360.clean('postcode') }},
    created_at,
    updated_at
from {{ source('raw_service', 'customers') }}
