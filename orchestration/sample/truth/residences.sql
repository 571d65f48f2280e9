-- One row per person, household, address and household type.
select
    person_id, household_id,
    household_type,
    case when house_name is not null then house_name else
        if(unit_number is null, '', 'Flat ' || unit_number || ', ') || number || ' ' || street end
        as address_line_1,
    if(house_name is not null, number || ' ' || street, null) as address_line_2,
    city, postcode, role, valid_from, valid_to, coalesce(hides_unit, false) as hides_unit,
from stays
