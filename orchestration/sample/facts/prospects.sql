-- One row per entry on marketing's list; a few people stand on it twice.
with insured as (
    select person_id, min(issued_at) as first_at from policies group by person_id
),

known as (
    select
        c.person_id, c.block, c.first_household_id, c.email is not null as has_email,
        s.arrives_on, i.first_at as insured_at,
        case
            when s.person_id is not null and chance(c.person_id, 'listed', 0.88)
                then s.arrives_on::timestamp + days(whole(c.person_id, 'listed after', 1, 30))
            when i.person_id is not null and chance(c.person_id, 'listed insured', 0.85)
                then i.first_at + days(whole(c.person_id, 'listed after', 1, 30))
            when c.age >= 18 and chance(c.person_id, 'listed cold', 0.10)
                then start_on()::timestamp + days(u(c.person_id, 'listed cold day') * 365.25
                    * years())
        end as listed_at,
        case
            when s.person_id is not null then 'shop'
            when i.person_id is not null then 'insurance'
            else one_of(c.person_id, 'list source', ['competition', 'fair', 'bought'])
        end as source,
    from crowd c
    left join shoppers s using (person_id)
    left join insured i using (person_id)
),

entries as (
    select *, 0 as copy, listed_at as created_at from known
    union all
    select *, 1, listed_at + days(whole(person_id, 'copied after', 100, 700)) from known
    where chance(person_id, 'twice on the list', 0.03)
)

select
    person_id * 4 + copy as prospect_key, * exclude (has_email, created_at),
    on_day(created_at::date, person_id * 4 + copy, 'created') as created_at,
    has_email and chance(person_id * 4 + copy, 'gave email', 0.93) as has_email,
    code('PR', person_id * 4 + copy) as prospect_id,
from entries
where created_at < until_on() - interval 2 day
