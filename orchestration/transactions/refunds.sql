-- Credits (see orders.sql) are taken off purchases of the same customer and product that came
-- before them: of the order whose number the credit note bears, then of the latest, and never more
-- than was bought. The result, `refunds`, has one row per credit, product and order.

-- By number: C100, CN-100 and 100 credit the order 100, in the order of their days.
create or replace temp table by_number as
with

named as (
    select
        credits.number as credit,
        credits.customer,
        credits.product,
        credits.moment,
        credits.amount,
        purchases.number as order_number,
        purchases.amount as bought,
        sum(credits.amount) over (
            partition by purchases.number, credits.product order by credits.moment, credits.number
            rows between unbounded preceding and current row
        ) - credits.amount as before
    from credits
    inner join purchases
        on credits.customer = purchases.customer
        and credits.product = purchases.product
        and credits.moment >= purchases.moment
        and regexp_extract(credits.number, '^[A-Za-z]+[-_ ]?([0-9]+)$', 1) = purchases.number
)

select
    credit,
    product,
    order_number,
    least(amount, greatest(bought - before, 0)) as amount
from named
where bought > before;

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

create or replace temp table refunds as
with

both_ways as (
    select * from by_number
    union all
    select * from by_pile
),

matched as (
    select credit, product, order_number, cast(sum(amount) as decimal(18, 2)) as amount
    from both_ways
    group by credit, product, order_number
)

select
    matched.credit,
    matched.product,
    matched.order_number,
    credits.customer,
    credits.moment,
    matched.amount
from matched
inner join credits on matched.credit = credits.number and matched.product = credits.product;

-- One row per credit and product of which no order, or too little, was found.
create or replace temp table held as
select
    credits.number as credit,
    credits.product,
    credits.customer,
    credits.moment,
    credits.amount - coalesce(found.amount, 0) as amount
from credits
left join (
    select credit, product, sum(amount) as amount from refunds group by credit, product
) as found
    on credits.number = found.credit and credits.product = found.product
where credits.amount > coalesce(found.amount, 0);
