-- One row per shop account.
select
    {{ customer360.clean('account_id') }},
    {{ customer360.clean('email') }},
    {{ customer360.clean('given_name') }},
    {{ customer360.clean('family_name') }},
    {{ customer360.clean('phone') }},
    {{ customer360.clean('address_line_1') }},
    {{ customer360.clean('address_line_2') }},
    {{ customer360.clean('city') }},
    {{ customer360.clean('postcode') }},
    {{ customer360.clean('loyalty_number') }},
    {{ customer360.clean('marketing_answer') }},
    created_at,
    last_login_at
from {{ source('raw_shop', 'accounts') }}
