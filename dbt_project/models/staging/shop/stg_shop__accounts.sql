-- One row per shop account.
select
    {{ clean('account_id') }},
    {{ clean('email') }},
    {{ clean('given_name') }},
    {{ clean('family_name') }},
    {{ clean('phone') }},
    {{ clean('address_line_1') }},
    {{ clean('address_line_2') }},
    {{ clean('city') }},
    {{ clean('postcode') }},
    {{ clean('loyalty_number') }},
    {{ clean('marketing_answer') }},
    created_at,
    last_login_at
from {{ source('raw_shop', 'accounts') }}
