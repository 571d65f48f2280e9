-- One row per contact that a sales rep has entered; some people are entered twice.
with met as (
    select s.person_id, s.arrives_on::timestamp + days(whole(s.person_id, 'met', 0, 80)) as met_at
    from shoppers s where chance(s.person_id, 'met by a rep', 0.35)
    union all
    select person_id, min(issued_at) - days(whole(person_id, 'met before', 0, 30)) from policies
    where chance(person_id, 'met for a policy', 0.7) group by person_id
    union all
    select person_id, start_on()::timestamp + days(u(person_id, 'met anyway') * 365.25 * years())
    from crowd where age >= 20 and chance(person_id, 'met anyhow', 0.03)
),

once as (
    select person_id, min(met_at) as met_at from met group by person_id
),

entered as (
    select person_id, 0 as copy, met_at from once
    union all
    select person_id, 1, met_at + days(whole(person_id, 'entered again', 60, 600)) from once
    where chance(person_id, 'entered twice', param('crm_duplicate_share'))
    union all
    -- As somebody of a firm: with its phone and domain.
    select person_id, 2, created_at from firm_staff
)

select
    person_id * 4 + copy as contact_key, person_id, copy,
    code('CT', person_id * 4 + copy) as contact_id,
    greatest(office_hours(met_at::date, person_id * 4 + copy, 'entered'),
        start_on() + interval 9 hour) as created_at,
    least(until_on() + interval 17 hour, greatest(office_hours(met_at::date, person_id * 4 + copy,
        'entered'),
        start_on() + interval 9 hour)
        + seconds((exponential(person_id * 4 + copy, 'touched', 300) * 86400)::bigint))
            as modified_at,
from entered
where met_at::date < until_on()
