create or replace table drawn as
with fresh as (
    select c.customer_id, {stratum} as stratum
    from published.marts.customer_360 as c
    semi join candidates on c.customer_id = candidates.customer_id
    anti join (select * from log where action = {action}) as l
        on c.customer_id = l.customer_id
),
ranked as (
    select customer_id, stratum, {share_of_stratum} as start,
        row_number() over (
            partition by stratum order by {share_of_customer}, customer_id
        ) as place
    from fresh
)
select
    {action} as action, customer_id,
    floor(place * {holdout} + start) > floor((place - 1) * {holdout} + start)
        as is_holdout,
    stratum, timestamp '{day}' as assigned_at, {holdout}::double as holdout_share,
    {line} as line_of_business,
    {purpose} as purpose,
    {channel} as channel, {cost_each}::decimal(18, 2) as cost_each
from ranked
