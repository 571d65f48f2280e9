-- One row per customer.
select
    {{ customer360.clean('customer_id') }},
    {{ customer360.clean('given_name') }},
    {{ customer360.clean('family_name') }},
    {{ customer360.clean('email') }},
    {{ customer360.clean('phone') }},
    {{ customer360.clean('address_line_1') }},
    {{ customer360.clean('address_line_2') }},
    {{ customer360.clean('city') }},
    {{ customer360.clean('postcode') }},
    {{ customer360.clean('email_answer') }},
    email_answered_at,
    created_at,
    updated_at
from {{ source('raw_shopify_dlt', 'customers') }}
