-- One row per customer, line and number or state that the two versions tell otherwise.
create or replace temp table changes as
with events as (
    select 'before' as side, customer_id, line_of_business as line, event, on_date, ended_by
    from before.lifecycle_events
    union all
    select 'after', customer_id, line_of_business, event, on_date, ended_by
    from after.lifecycle_events
),
unequal as (
    select *, row_number() over (
        partition by side, customer_id, line, event order by on_date
    ) as nth
    from (
        select max(side) as side, customer_id, line, event, on_date, ended_by
        from events group by customer_id, line, event, on_date, ended_by having count(*) = 1
    )
),
happened as (
    select
        customer_id, line, event as what,
        case
            when b.on_date is null then 'appears'
            when a.on_date is null then 'disappears'
            when a.on_date < b.on_date then 'earlier'
            when a.on_date > b.on_date then 'later'
            else 'ended by another'
        end as change,
        b.on_date || coalesce(', by the ' || b.ended_by, '') as before,
        a.on_date || coalesce(', by the ' || a.ended_by, '') as after,
        a.ended_by is distinct from b.ended_by as is_other_end
    from (from unequal where side = 'before') as b
    full join (from unequal where side = 'after') as a using (customer_id, line, event, nth)
),
stood_before as (
    select s.*, coalesce(r.is_at_risk, false) as is_at_risk
    from before.customer_states as s
    left join before.customer_risks as r using (customer_id, line_of_business)
),
stood_after as (
    select s.*, coalesce(r.is_at_risk, false) as is_at_risk
    from after.customer_states as s
    left join after.customer_risks as r using (customer_id, line_of_business)
),
stood as (
    select b.customer_id, b.line_of_business as line, unnest([
        {'what': 'state', 'before': b.state, 'after': a.state},
        {'what': 'is_new', 'before': b.is_new::varchar, 'after': a.is_new::varchar},
        {'what': 'is_at_risk', 'before': b.is_at_risk::varchar,
            'after': a.is_at_risk::varchar}
    ], recursive := true)
    from stood_before as b
    join stood_after as a using (customer_id, line_of_business)
    where (b.state, b.is_new, b.is_at_risk) is distinct from (a.state, a.is_new, a.is_at_risk)
),
found as (
    from happened
    union all by name
    select customer_id, line, what, before || ' → ' || after as change, before, after,
        false as is_other_end
    from stood where before <> after
),
lines as (select distinct customer_id, line from found where line <> 'enterprise'),
requalified as (
    select customer_id, b.line_of_business as line
    from before.customer_states as b
    join after.customer_states as a using (customer_id, line_of_business)
    where b.purchases <> a.purchases
),
reasons as (
    select found.customer_id, found.line, found.what, moved.text
    from found join moved using (what) left join lines
        on found.customer_id = lines.customer_id and moved.line = lines.line
    left join requalified
        on found.customer_id = requalified.customer_id and moved.line = requalified.line
    where (found.line = moved.line or (found.line = 'enterprise' and lines.line is not null))
        and (requalified.line is not null
            or moved.number not in ('more_than_amount', 'least_days_covered'))
        and (found.is_other_end or not starts_with(moved.number, 'ended_by'))
),
told as (
    select customer_id, line, what, string_agg(distinct text, '; ' order by text) as because
    from reasons group by all
)
select customer_id, line, what, change, before, after,
    coalesce(because, (select string_agg(distinct text, '; ' order by text) from moved))
        as because
from found left join told using (customer_id, line, what)
