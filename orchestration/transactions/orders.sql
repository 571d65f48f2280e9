-- Lines (order_number, customer, ordered_at, product, amount, cost) become purchases and credits,
-- both one row per document, customer and product.

-- One row per line, under a number that is one customer's and one order's: used again by another
-- customer, or after 60 days, a number stands for another order.
create or replace temp table told as
with

-- Which lines begin an order anew under their number.
begun as (
    select
        *,
        coalesce(
            ordered_at - lag(ordered_at) over each_order > interval 60 days, true
        ) as is_new
    from lines
    window each_order as (partition by order_number, customer order by ordered_at)
),

counted as (
    select
        *,
        count(*) filter (where is_new) over (
            partition by order_number, customer order by ordered_at
        ) as use
    from begun
),

dated as (
    select *, min(ordered_at) over (partition by order_number, customer, use) as first_at
    from counted
),

ranked as (
    select
        *,
        dense_rank() over (partition by order_number order by first_at, customer, use) as place
    from dated
)

select
    order_number || case when place > 1 then '/' || place else '' end as number,
    place > 1 as is_reused,
    customer,
    ordered_at,
    product,
    amount,
    cost
from ranked;

-- One row per document and product, to the penny; `total` is the document's.
create or replace temp table parts as
with

products as (
    select
        number,
        customer,
        product,
        bool_or(is_reused) as is_reused,
        min(ordered_at) as moment,
        cast(sum(amount) as decimal(18, 2)) as amount,
        cast(sum(cost) as decimal(18, 2)) as cost
    from told
    group by number, customer, product
)

select
    * replace (min(moment) over (partition by number) as moment),
    sum(amount) over (partition by number) as total
from products;

-- A document of more than nothing is an order: what it takes off by itself, such as a discount,
-- falls on its products by value. One of less than nothing is a credit note, the other way round.
-- The shares are differences of a rounded running total, so they add up to the document.
create or replace temp table shares as
with

signed as (
    select
        *,
        abs(amount) as part,
        abs(total) as whole
    from parts
    where amount * total > 0
),

running as (
    select
        *,
        sum(part) over (partition by number) as parts_in_all,
        sum(part) over (
            partition by number order by product rows between unbounded preceding and current row
        ) as parts_so_far
    from signed
)

select
    number,
    customer,
    product,
    is_reused,
    moment,
    total > 0 as is_purchase,
    coalesce(abs(cost), 0) as cost,
    cast(
        round(cast(whole as double) * cast(parts_so_far as double) / cast(parts_in_all as double), 2)
        - round(
            cast(whole as double) * cast(parts_so_far - part as double)
            / cast(parts_in_all as double), 2
        ) as decimal(18, 2)
    ) as amount
from running;

create or replace temp table purchases as
select * exclude (is_purchase) from shares where is_purchase and amount > 0;

create or replace temp table credits as
select * exclude (is_purchase) from shares where not is_purchase and amount > 0;
