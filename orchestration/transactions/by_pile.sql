-- The rest: purchases put layers on a pile of what the customer holds of the product, credits take
-- them off its top. `level` is the height of the pile, which is never below nothing.
create or replace temp table layers as
with

taken as (
    select credit as number, product, sum(amount) as amount from by_number group by all
    union all
    select order_number as number, product, sum(amount) as amount from by_number group by all
),

events as (
    select *, 1 as sign from purchases
    union all
    select *, -1 as sign from credits
),

remaining as (
    select
        events.* exclude (amount, cost, is_reused),
        events.amount - coalesce(taken.amount, 0) as amount
    from events
    left join taken on events.number = taken.number and events.product = taken.product
    where events.amount > coalesce(taken.amount, 0)
),

-- Piles that nobody takes from are left alone.
credited as (
    select * from remaining
    semi join (select customer, product from remaining where sign < 0) as takers
        on remaining.customer = takers.customer and remaining.product = takers.product
),

summed as (
    select
        *,
        row_number() over pile as step,
        sum(sign * amount) over pile as height
    from credited
    window pile as (
        partition by customer, product order by moment, sign desc, number
        rows between unbounded preceding and current row
    )
),

levelled as (
    select
        *,
        height - least(min(height) over (
            partition by customer, product order by step
            rows between unbounded preceding and current row
        ), 0) as level
    from summed
)

select
    *,
    coalesce(lag(level) over (partition by customer, product order by step), 0) as level_before
from levelled;

create or replace temp table by_pile as
with

levels as (
    select customer, product, level from layers
    union
    select distinct customer, product, cast(0 as decimal(38, 2)) from layers
),

slices as (
    select
        customer,
        product,
        level as bottom,
        lead(level) over (partition by customer, product order by level) as top
    from levels
),

-- A slice is put on by a purchase and taken off by the next credit that reaches it.
crossed as (
    select
        layers.number,
        layers.sign,
        layers.product,
        slices.top - slices.bottom as amount,
        lag(layers.number) over (
            partition by layers.customer, layers.product, slices.bottom order by layers.step
        ) as below
    from layers
    inner join slices
        on layers.customer = slices.customer
        and layers.product = slices.product
        and slices.bottom >= least(layers.level, layers.level_before)
        and slices.top <= greatest(layers.level, layers.level_before)
)

select number as credit, product, below as order_number, sum(amount) as amount
from crossed
where sign < 0
group by number, product, below;
