-- Credits (see orders.sql) are taken off purchases of the same customer and product that came
-- before them: of the order whose number the credit note bears, then of the latest, and never more
-- than was bought.

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
