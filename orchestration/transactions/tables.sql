-- Purchases and refunds (see orders.sql, refunds.sql) as the tables of the department's contract.

-- What of a credit note no order explains stands by itself, below nothing.
create or replace temp table orders as
select
    number as order_number,
    any_value(customer) as customer_id,
    min(moment) as ordered_at,
    'completed' as status,
    cast(sum(amount) as decimal(18, 2)) as amount
from purchases
group by number
union all
select
    credit as order_number,
    any_value(customer) as customer_id,
    min(moment) as ordered_at,
    'credit_note' as status,
    cast(-sum(amount) as decimal(18, 2)) as amount
from alone
group by credit;

create or replace temp table customers as
select
    customer_id,
    min(ordered_at) as first_ordered_at,
    max(ordered_at) as last_ordered_at
from orders
group by customer_id;

-- One row per refund and the line it is of: the product's own where all of it is given back at once,
-- else a line of the part, so that its cost goes with it.
create or replace temp table given_back as
with

placed as (
    select
        purchases.number,
        purchases.product,
        purchases.amount as bought,
        purchases.cost,
        row_number() over (partition by purchases.number order by purchases.product) as own_line,
        count(*) over (partition by purchases.number) as lines
    from purchases
),

joined as (
    select
        refunds.*,
        placed.own_line,
        placed.lines,
        refunds.amount = placed.bought as is_whole,
        cast(
            case when refunds.amount = placed.bought then placed.cost
            else placed.cost * cast(refunds.amount as double) / cast(placed.bought as double) end
            as decimal(18, 2)
        ) as cost
    from refunds
    inner join placed
        on refunds.order_number = placed.number and refunds.order_product = placed.product
)

select
    *,
    case when is_whole then own_line else lines + sum(case when is_whole then 0 else 1 end) over (
        partition by order_number order by moment, credit, product, order_product
        rows between unbounded preceding and current row
    ) end as line_number
from joined;

create or replace temp table order_lines as
with

given as (
    select order_number, order_product, sum(amount) as amount, sum(cost) as cost
    from given_back
    where not is_whole
    group by order_number, order_product
),

own as (
    select
        purchases.number as order_number,
        row_number() over (partition by purchases.number order by purchases.product)
            as line_number,
        purchases.product,
        1 as quantity,
        purchases.amount - coalesce(given.amount, 0) as unit_price,
        purchases.cost - coalesce(given.cost, 0) as unit_cost
    from purchases
    left join given
        on purchases.number = given.order_number and purchases.product = given.order_product
)

select * from own
union all
select order_number, line_number, order_product, 1, amount, cost
from given_back
where not is_whole
union all
select
    credit,
    row_number() over (partition by credit order by product),
    product,
    1,
    -amount,
    -cost
from alone;

create or replace temp table credit_notes as
select
    credit || '-' || row_number() over (
        partition by credit order by product, order_number, order_product
    ) as refund_id,
    order_number,
    line_number,
    moment as refunded_at,
    1 as quantity,
    amount as refund,
    'credit note' as reason
from given_back;
