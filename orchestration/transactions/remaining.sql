-- What is left of purchases and credits once credits have been taken off: by number, then by pile.
create or replace temp table by_pile (
    credit varchar, product varchar, order_number varchar, order_product varchar,
    amount decimal(38, 2)
);

create or replace temp view remaining as
with

matched as (
    select credit, product, order_number, product as order_product, amount from by_number
    union all
    select credit, product, order_number, order_product, amount from by_pile
),

taken as (
    select number, product, sum(amount) as amount
    from (
        select credit as number, product, amount from matched
        union all
        select order_number as number, order_product as product, amount from matched
    )
    group by number, product
),

events as (
    select *, 1 as sign from purchases
    union all
    select *, -1 as sign from credits
)

select
    events.number,
    events.customer,
    events.product,
    events.moment,
    events.sign,
    events.amount - coalesce(taken.amount, 0) as amount
from events
left join taken on events.number = taken.number and events.product = taken.product
where events.amount > coalesce(taken.amount, 0);
