create or replace temp macro is_day(text, form) as
    coalesce(year(try_strptime(text, form)) between 1500 and 2100, false);
create or replace temp macro fits(text, name) as case name
    when 'ymd' then is_day(text, '%Y%m%d')
    when 'dmy' then is_day(text, '%d%m%Y')
    else is_day(text, '%m%d%Y')
end;
create or replace temp macro solid_order(text, usual) as case
    when fits(text, usual) then usual
    when fits(text, 'ymd') then 'ymd'
    when fits(text, 'dmy') then 'dmy'
    when fits(text, 'mdy') then 'mdy'
    else usual
end;
create or replace temp macro in_order(text, name) as case name
    when 'ymd' then text
    when 'dmy' then right(text, 4) || text[3:4] || text[1:2]
    else right(text, 4) || text[1:2] || text[3:4]
end;
create or replace table identity_work.date_orders as
with votes as (
    select
        department,
        count(*) filter (
            shape = 'dated' and not is_named and try_cast(a as integer) between 13 and 31
        ) - count(*) filter (
            shape = 'dated' and not is_named and try_cast(b as integer) between 13 and 31
        ) as day_first,
        count(*) filter (shape = 'ymd') - count(*) filter (shape = 'dated') as year_first,
        count(*) filter (shape = 'solid' and is_day(a, '%Y%m%d')) as ymd,
        count(*) filter (shape = 'solid' and is_day(a, '%d%m%Y')) as dmy,
        count(*) filter (shape = 'solid' and is_day(a, '%m%d%Y')) as mdy
    from identity_work.date_parts
    group by department
),
decided as (
    select
        *,
        case
            when day_first <> 0 then day_first > 0
            when sum(day_first) over () <> 0 then sum(day_first) over () > 0
            else not {month_first}
        end as is_day_first
    from votes
)
select
    department,
    is_day_first,
    case when ymd >= greatest(dmy, mdy) then 'ymd' when dmy >= mdy then 'dmy' else 'mdy' end
        as solid,
    case when year_first > 0 then 'ymd' when is_day_first then 'dmy' else 'mdy' end
        as joined
from decided
