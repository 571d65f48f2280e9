-- One row per customer, line and event or state that two tellings of history tell otherwise.
create or replace temp table {target} as
with events as (
    select 'before' as side, customer_id, line_of_business as line, event, on_date, ended_by
    from {before}.lifecycle_events
    union all
    select 'after', customer_id, line_of_business, event, on_date, ended_by
    from {after}.lifecycle_events
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
        a.on_date || coalesce(', by the ' || a.ended_by, '') as after
    from (from unequal where side = 'before') as b
    full join (from unequal where side = 'after') as a using (customer_id, line, event, nth)
),
stood_before as (
    select s.*, coalesce(r.is_at_risk, false) as is_at_risk
    from {before}.customer_states as s
    left join {before}.customer_risks as r using (customer_id, line_of_business)
),
stood_after as (
    select s.*, coalesce(r.is_at_risk, false) as is_at_risk
    from {after}.customer_states as s
    left join {after}.customer_risks as r using (customer_id, line_of_business)
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
    select customer_id, line, what, before || ' → ' || after as change, before, after
    from stood where before <> after
)
select customer_id, line, what, change, before, after
from found
