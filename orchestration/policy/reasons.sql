-- One row per change, with the numbers that moved it: what they said, and what they say now.
-- `moved` has the numbers, `alone` what each of them changes when nothing else moves.
create or replace temp table changes as
with lines as (
    select distinct customer_id, line from told where line <> 'enterprise'
),
-- The enterprise changes because of the lines in which the same customer changes.
candidates as (
    select told.*, moved.number, moved.text
    from told join moved using (line)
    union all
    select told.*, moved.number, moved.text
    from told join lines using (customer_id) join moved on moved.line = lines.line
    where told.line = 'enterprise'
),
weighed as (
    select
        c.customer_id, c.line, c.what, c.before, c.after, c.text,
        -- A number that makes the whole change by itself; one that moves the customer at all; or
        -- one of those that move them together only.
        min(case
            when a.number is null then 3
            when (a.before, a.after) is distinct from (c.before, c.after) then 2
            else 1
        end) as place
    from candidates as c
    left join alone as a
        on c.number = a.number and c.customer_id = a.customer_id and c.line = a.line
            and c.what = a.what
    group by all
),
nearest as (
    select * from weighed
    qualify place = min(place) over (partition by customer_id, line, what, before, after)
),
because as (
    select customer_id, line, what, before, after,
        string_agg(distinct text, '; ' order by text) as because
    from nearest
    group by all
)
select
    told.*,
    coalesce(
        because.because, (select string_agg(distinct text, '; ' order by text) from moved)
    ) as because
from told
left join because
    on told.customer_id = because.customer_id and told.line = because.line
        and told.what = because.what and told.before is not distinct from because.before
        and told.after is not distinct from because.after
