-- One row per contact a rep has entered; full legal names with middle names.
select
    {{ customer360.clean('contact_id') }},
    {{ customer360.clean('title') }},
    {{ customer360.clean('given_name') }},
    {{ customer360.clean('middle_name') }},
    {{ customer360.clean('family_name') }},
    birth_on,
    {{ customer360.clean('email') }},
    {{ customer360.clean('phone') }},
    {{ customer360.clean('address_line_1') }},
    {{ customer360.clean('address_line_2') }},
    {{ customer360.clean('city') }},
    {{ customer360.clean('postcode') }},
    {{ customer360.clean('loyalty_number') }},
    {{ customer360.clean('status') }},
    {{ customer360.clean('rep') }},
    created_at,
    modified_at
from {{ source('raw_crm', 'contacts') }}
