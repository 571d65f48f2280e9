-- One row per contact a rep has entered; full legal names with middle names.
select
    {{ clean('contact_id') }},
    {{ clean('title') }},
    {{ clean('given_name') }},
    {{ clean('middle_name') }},
    {{ clean('family_name') }},
    birth_on,
    {{ clean('email') }},
    {{ clean('phone') }},
    {{ clean('address_line_1') }},
    {{ clean('address_line_2') }},
    {{ clean('city') }},
    {{ clean('postcode') }},
    {{ clean('loyalty_number') }},
    {{ clean('status') }},
    {{ clean('rep') }},
    created_at,
    modified_at
from {{ source('raw_crm', 'contacts') }}
