-- One row per bought attribute of a person.
select
    {{ clean('attribute_id') }},
    {{ clean('partner_record_id') }},
    {{ clean('full_name') }},
    {{ clean('address_line_1') }},
    {{ clean('postcode') }},
    {{ clean('email') }},
    {{ clean('attribute') }},
    {{ clean('value') }},
    {{ clean('partner') }},
    {{ clean('licence') }},
    {{ clean('purpose') }},
    supplied_on,
    expires_on
from {{ source('raw_partner', 'attributes') }}
