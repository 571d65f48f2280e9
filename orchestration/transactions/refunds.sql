-- One row per credit, product, and order and product of it that it is taken off, either way.
create or replace temp table refunds as
with

both_ways as (
    select credit, product, order_number, product as order_product, amount from by_number
    union all
    select credit, product, order_number, order_product, amount from by_pile
),

matched as (
    select
        credit, product, order_number, order_product,
        cast(sum(amount) as decimal(18, 2)) as amount
    from both_ways
    group by credit, product, order_number, order_product
)

select
    matched.credit,
    matched.product,
    matched.order_number,
    matched.order_product,
    credits.customer,
    credits.moment,
    matched.amount
from matched
inner join credits on matched.credit = credits.number and matched.product = credits.product;

-- One row per credit and product of which no order, or too little, was found: what it credits was
-- bought before the list begins.
create or replace temp table alone as
select
    credits.number as credit,
    credits.product,
    credits.customer,
    credits.moment,
    credits.amount - coalesce(found.amount, 0) as amount,
    cast(
        credits.cost * cast(credits.amount - coalesce(found.amount, 0) as double)
        / cast(credits.amount as double) as decimal(18, 2)
    ) as cost
from credits
left join (
    select credit, product, sum(amount) as amount from refunds group by credit, product
) as found
    on credits.number = found.credit and credits.product = found.product
where credits.amount > coalesce(found.amount, 0);
