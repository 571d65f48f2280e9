-- One row per person and stay at an address, with the address as it is.
select
    r.person_id, r.household_id, r.household_type, r.role, r.valid_from, r.valid_to,
    coalesce(r.valid_to, date '9999-12-31') as gone_on, r.unit_number,
    r.hides_unit, b.house_name, b.number, b.street, b.street_short, b.city, b.postcode,
    r.household_type = 'group_quarters' as is_institution,
from residences r
join buildings b using (building_id)
where r.person_id in (select person_id from crowd)
