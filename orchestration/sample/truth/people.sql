-- One row per person of the world, customer or not.
select
    c.person_id, c.given_name, c.middle_name, c.family_name, c.married_name, c.married_on, c.sex,
    c.birth_on, c.culture, c.email, c.email_later, c.email_changed_on, c.is_shared_email, c.phone,
    c.phone_later, c.phone_changed_on, c.phone_from_person_id, c.landline, c.is_namesake,
from crowd c
