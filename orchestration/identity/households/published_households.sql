create or replace table identity.households as
with lines as (
    select
        l.building, f.flat, i.address_line_1, i.address_line_2, i.city, i.postcode
    from identity_work.located as l
    inner join identity_work.flats as f
        on l.customer_id = f.customer_id and l.building = f.building
    inner join identity_work.input as i on l.record_id = i.record_id
    qualify row_number() over (
        partition by l.building, f.flat
        order by l.text = l.building desc, (l.flat is not null) desc,
            l.last_on desc, l.record_id
    ) = 1
)
select
    s.household_id,
    case
        when regexp_matches({words}, '{business}') then 'business'
        when s.people >= {group_quarters_from} or regexp_matches({words}, '{quarters}')
            then 'group_quarters'
        when s.people = 1 then 'single'
        when s.people >= 3 and s.surnames = s.people then 'shared'
        when s.people = 2 and coalesce(s.years_between, 0) < 16 then 'couple'
        else 'family'
    end as household_type,
    l.address_line_1,
    l.address_line_2,
    l.city,
    l.postcode
from identity_work.shapes as s
semi join identity.household_memberships as m on s.household_id = m.household_id
left join lines as l on s.building = l.building and s.flat is not distinct from l.flat
order by s.household_id
