-- One row per bought attribute of a person.
select
    {{ customer360.clean('attribute_id') }},
    {{ customer360.clean('partner_record_id') }},
    {{ customer360.clean('full_name') }},
    {{ customer360.clean('address_line_1') }},
    {{ customer360.clean('postcode') }},
    {{ customer360.clean('email') }},
    {{ customer360.clean('attribute') }},
    {{ customer360.clean('value') }},
    {{ customer360.clean('partner') }},
    {{ customer360.clean('licence') }},
    {{ customer360.clean('purpose') }},
    supplied_on,
    expires_on
from {{ source('raw_partner', 'attributes') }}
