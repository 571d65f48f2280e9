-- One row per person who leaves the household of the first day: when, why and where to.
-- New households are numbered 100 million + the person who founds them.
with ages as (
    select *, date_diff('year', birth_on, start_on()) as age_then
    from names
),

years as (select date_diff('day', start_on(), until_on()) / 365.25 as n),

movable as (
    select *, start_on() + days(30 + u(person_id, 'leave day') * (n * 365.25 - 60)) as some_day, n
    from ages, years
),

-- A bride or groom moves into the other's household; pairs are formed inside a block.
hosts as (
    select
        *, row_number() over (partition by block, sex order by u(person_id, 'host')) as place
    from movable
    where kind = 'single' and age_then between 22 and 50
        and chance(person_id, 'marries', param('marriages_per_year') * n)
),

guests as (
    select
        *, row_number() over (partition by block, sex order by u(person_id, 'guest')) as place
    from movable
    where age_then between 21 and 45 and (role = 'child' or role = 'housemate')
        and chance(person_id, 'marries', param('marriages_per_year') * n)
),

married as (
    select g.person_id, 'marriage' as reason, g.some_day::date as left_on,
        h.household_id as to_household_id, h.person_id as spouse_id
    from guests g
    join hosts h on h.block = g.block and h.place = g.place and h.sex <> g.sex
),

homes as (
    select block, household_id, kind,
        row_number() over (partition by block, kind order by household_id) as place,
        count(*) over (partition by block, kind) as n
    from households
    where kind in ('shared', 'halls')
),

students as (
    select
        m.*,
        -- The September in which they are 18.
        make_date(year(birth_on) + if(month(birth_on) >= 9, 19, 18), 9,
            whole(person_id, 'term', 12, 26)::integer) as left_on,
    from movable m
    where role = 'child' and chance(person_id, 'student', param('student_share'))
),

studying as (
    select s.person_id, 'student' as reason, s.left_on, h.household_id as to_household_id,
        null::bigint as spouse_id
    from students s
    join (select block, max(n) as n, any_value(kind) as kind from homes
        where kind = 'shared' group by block) b on b.block = s.block
    join homes h on h.block = s.block and h.kind = b.kind
        and h.place = whole(s.person_id, 'house', 1, b.n)
    where not exists (from homes x where x.block = s.block and x.kind = 'halls')
        or chance(s.person_id, 'house share', 0.5)
    union all
    select s.person_id, 'student', s.left_on, h.household_id, null
    from students s
    join homes h on h.block = s.block and h.kind = 'halls' and h.place = 1
    where not chance(s.person_id, 'house share', 0.5)
),

apart as (
    select person_id, 'separation' as reason, some_day::date as left_on,
        100000000 + person_id as to_household_id, null::bigint as spouse_id
    from movable
    where role = 'partner' and age_then between 24 and 70
        and chance(person_id, 'separates', param('separations_per_year') * n)
    union all
    select person_id, 'own home', some_day::date, 100000000 + person_id, null
    from movable
    where role = 'child' and age_then >= 20
        and chance(person_id, 'own home', param('leavers_per_year') * n)
),

everyone as (
    select *, 1 as priority from married
    union all select *, 2 from studying
    union all select *, 3 from apart
)

select person_id, reason, left_on, to_household_id, spouse_id
from everyone
where left_on > start_on() and left_on < until_on() - days(20)
qualify row_number() over (partition by person_id order by priority) = 1
