-- One row per source record, its values in the form in which they are compared.
select
    record_id, named, family_name, email, phone, phone_alternative,
    address_line || '|' || coalesce(unit, '') || '|' || postcode as home
from {{ source('identity', 'standardised') }}
