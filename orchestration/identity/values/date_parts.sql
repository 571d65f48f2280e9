create or replace temp macro month_numbers(x) as {named};
create or replace temp macro two(x) as if(length(x) < 2, '0' || x, x);
create or replace temp macro century(y) as
    if(length(y) > 2, '', if(try_cast(y as integer) > {pivot}, '19', '20')) || y;
create or replace table identity_work.date_parts as
with written as (
    select distinct
        coalesce(department, '') as department,
        birth_raw as raw,
        regexp_replace(
            strip_accents(lower(birth_raw)), '[t ]+[0-9]{1,2}:[0-9]{2}.*$|\.0$', ''
        ) as day
    from identity_work.input
    where birth_raw is not null
),
numbers as (
    select
        department,
        raw,
        regexp_matches(day, '[a-z]{3}') as is_named,
        regexp_matches(day, '^[^0-9]*[a-z]{3}') as is_month_leading,
        regexp_extract_all(month_numbers(day), '[0-9]+') as n
    from written
),
ordered as (
    select * replace (
        if(is_month_leading and length(n) = 3, [n[2], n[1], n[3]], n) as n
    )
    from numbers
)
select
    department,
    raw,
    is_named,
    n[1] as a,
    n[2] as b,
    n[3] as c,
    array_to_string(n, '') as digits,
    -- The year is the longest of three; one digit of it may be missing or too many.
    case
        when length(n) = 3 and length(n[1]) >= 3 and length(n[1]) > length(n[3])
            and length(n[2]) <= 3 then 'ymd'
        when length(n) = 3 and length(n[1]) <= 3 and length(n[2]) <= 3
            and (length(n[3]) >= 3 or length(n[1] || n[2] || n[3]) <= 6) then 'dated'
        when length(n) = 1 and length(n[1]) = 8 then 'solid'
        when length(n) = 1 and length(n[1]) = 4 then 'year'
        when length(n) = 2 and length(n[1]) + length(n[2]) in (5, 6)
            and greatest(length(n[1]), length(n[2])) = 4 then 'month'
        when length(array_to_string(n, '')) = 8 then 'joined'
        else 'other'
    end as shape
from ordered
