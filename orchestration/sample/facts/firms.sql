-- One row per firm that a sales rep sells to: whose it is, its name, and how it is reached.
with owners as (
    select
        c.person_id, c.block, c.given_name || ' ' || c.family_name || ' '
            || one_of(c.person_id, 'trade', ['Plumbing', 'Roofing', 'Bakery', 'Joinery', 'Catering',
                'Electrical', 'Landscapes', 'Motors']) as firm_name,
        s.city, s.postcode,
    from crowd c
    join stays s using (person_id)
    where c.age between 30 and 59 and chance(c.person_id, 'has a firm', param('firms'))
    qualify row_number() over (partition by c.person_id order by s.valid_from) = 1
)

select
    person_id as owner_id, block, firm_name, city, postcode,
    lower(regexp_replace(ascii_only(firm_name), '[^A-Za-z]', '', 'g')) || '.example' as domain,
    '01632 ' || lpad(whole(person_id, 'firm phone', 200000, 899999)::varchar, 6, '0') as phone,
    'Unit ' || whole(person_id, 'firm unit', 1, 60) || ', ' || whole(person_id, 'firm door', 1, 90)
        || ' ' || one_of(person_id, 'estate', ['Mill', 'Canal', 'Foundry', 'Quarry']) || ' Road'
        as address_line_1,
    office_hours(start_on() + days(u(person_id, 'firm met') * 300), person_id, 'firm met')
        as created_at,
from owners
