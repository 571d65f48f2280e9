-- One row per organisation and person whom a department knows as one of its staff.
select owner_id as organisation_id, person_id from firm_staff
where code('CT', person_id * 4 + 2) in (select contact_id from crm_contacts)
