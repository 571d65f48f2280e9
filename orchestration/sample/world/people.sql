-- One row per person: everything that stays, and the contact details with the day they changed.
with phones as (
    select
        person_id, block, birth_on,
        if(chance(person_id, 'phone change', param('phone_changes_per_year')
            * date_diff('day', start_on(), until_on()) / 365.25),
            (start_on() + days(u(person_id, 'phone day')
                * (date_diff('day', start_on(), until_on()) - 60)))::date, null)
                    as phone_changed_on,
        birth_on < until_on() - to_years(11) and not (birth_on < date '1945-01-01'
            and chance(person_id, 'no mobile', 0.4)) as has_mobile,
    from names
),

given_up as (
    select
        *, row_number() over (partition by block order by u(person_id, 'given up')) as place,
    from phones
    where phone_changed_on < until_on() - days(150) and has_mobile
        and chance(person_id, 'recycled', param('recycled_phone_share'))
),

-- A given-up number goes, months later, to somebody else of the block.
takers as (
    select
        *, row_number() over (partition by block order by u(person_id, 'taker')) as place,
    from phones
    where phone_changed_on is null and has_mobile
),

recycled as (
    select t.person_id, g.person_id as previous_id,
        (g.phone_changed_on + days(whole(t.person_id, 'quarantine', 90, 140)))::date as since
    from takers t join given_up g using (block, place)
),

homes as (
    select person_id, household_id, building_id
    from residences
    qualify row_number() over (partition by person_id order by valid_from desc) = 1
),

married as (
    -- The one who moved in and the host, each with the other's surname.
    select d.person_id, d.left_on, s.family_name, s.sex as spouse_sex
    from departures d join names s on s.person_id = d.spouse_id
    union all
    select d.spouse_id, d.left_on, n.family_name, n.sex
    from departures d join names n using (person_id) where d.spouse_id is not null
)

select
    n.person_id, n.household_id as first_household_id, n.block, n.kind, n.role as first_role, n.sex,
    n.birth_on, n.culture, n.is_namesake, n.given_name, n.middle_name, n.family_name,
    m.left_on as married_on,
    if(n.sex = 'f' and m.person_id is not null
        and chance(n.person_id, 'takes name', param('surname_change_share')),
        case when chance(n.person_id, 'double', 0.12) and m.family_name not like '% %'
            then n.family_name || '-' || m.family_name else m.family_name end, null)
        as married_name,
    if(p.has_mobile, mobile(n.person_id), null) as phone,
    coalesce(p.phone_changed_on, r.since) as phone_changed_on,
    case
        when p.phone_changed_on is not null and p.has_mobile then mobile(n.person_id + 5000000)
        when r.since is not null then mobile(r.previous_id)
    end as phone_later,
    r.previous_id as phone_from_person_id,
    if(chance(h.household_id, 'landline', if(n.birth_on < date '1965-01-01', 0.6, 0.15)),
        b.dial_code || right((h.household_id * 7919 % 900000 + 100000)::varchar,
            11 - length(b.dial_code)),
        null) as landline,
from names n
join phones p using (person_id)
left join recycled r using (person_id)
left join homes h using (person_id)
left join buildings b on b.building_id = h.building_id
left join (from married qualify row_number() over (partition by person_id order by left_on) = 1) m
    using (person_id)
