-- One row per caller the contact centre has opened a file for.
select
    c.customer_ref, w.full_name, w.phone,
    if(chance(c.caller_key, 'second phone', 0.15), p.landline, null) as phone_alternative,
    w.email, if(c.about_policy, w.birth_on, null) as birth_on,
    w.address_line_1, w.address_line_2, w.city, w.postcode, c.created_at, c.updated_at,
from callers c
join written w on w.source = 'service' and w.key = c.caller_key
join crowd p on p.person_id = c.person_id
