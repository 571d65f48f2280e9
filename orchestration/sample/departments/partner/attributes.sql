-- One row per bought attribute of a person.
select
    code('AT', p.person_id * 8 + n) as attribute_id, p.partner_record_id, w.full_name,
    w.address_line_1, w.postcode, w.email,
    ['home_owner', 'household_income_band', 'cars', 'children'][n] as attribute,
    case n
        when 1 then if(chance(p.person_id, 'owns', 0.6), 'yes', 'no')
        when 2 then one_of(p.person_id, 'income', ['under 20k', '20-40k', '40-60k', 'over 60k'])
        when 3 then whole(p.person_id, 'cars', 0, 3)::varchar
        else whole(p.person_id, 'children', 0, 3)::varchar
    end as value,
    p.partner, 'L-' || year(p.supplied_on) || '-' || if(p.partner like 'H%', '01', '02') as licence,
    if(n = 3, 'underwriting', 'marketing') as purpose, p.supplied_on,
    (p.supplied_on + to_months(12))::date as expires_on, p.supplied_on as _on,
from partner_people p
join written w on w.source = 'partner' and w.key = p.person_id
join unnest([1, 2, 3, 4]) t(n) on chance(p.person_id * 8 + n, 'bought', 0.45)
