-- One row per contact a rep has entered.
select
    c.contact_id,
    if(p.sex = 'm', 'Mr', one_of(c.contact_key, 'title', ['Mrs', 'Ms', 'Miss'])) as title,
    coalesce(if(d.mark = 'The late', 'The late ' || w.given_name, null), w.given_name) as given_name,
    w.middle_name,
    coalesce(if(d.mark <> 'The late', w.family_name || ' ' || d.mark, null), w.family_name) as family_name,
    w.birth_on,
    if(f.domain is null, w.email, lower(ascii_only(replace(p.given_name || '.' || p.family_name, ' ', '')))
        || '@' || f.domain) as email,
    coalesce(f.phone, w.phone) as phone,
    w.address_line_1, w.address_line_2, w.city, w.postcode,
    if(chance(c.contact_key, 'shows card', 0.4), a.loyalty_number, null) as loyalty_number,
    if(c.modified_at::date >= (until_on() - to_months(18))::date, 'Active', 'Dormant') as status,
    'rep' || lpad(whole(c.contact_key, 'rep', 1, 14)::varchar, 2, '0') as rep,
    c.created_at, c.modified_at,
from crm_contacts c
join written w on w.source = 'crm' and w.key = c.contact_key
join crowd p on p.person_id = c.person_id
left join deaths d on d.person_id = c.person_id
left join firm_staff f on f.person_id = c.person_id and c.copy = 2
left join accounts a on a.person_id = c.person_id and a.copy = 0
union all
select
    code('CT', firm_key(f.owner_id) + k), null, null, null, f.firm_name || if(k = 0, ' Ltd', ' Limited'),
    null, if(k = 0, 'info@' || f.domain, null), f.phone, f.address_line_1, null, f.city, f.postcode,
    null, 'Active', 'rep' || lpad(whole(f.owner_id, 'rep of firm', 1, 14)::varchar, 2, '0'),
    f.created_at + days(k * 30), f.created_at + days(k * 30 + 200),
from firms f, unnest([0, 1]) t(k)
