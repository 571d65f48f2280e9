-- One row per customer and line of business they bought in: the chance of its loss in 12 months.
create or replace table statistics.line_risks as
with orders as (
    select distinct customer_id, line_of_business from {purchases}
    where kind = 'order' and customer_id is not null
),
risks as (
    select orders.customer_id, orders.line_of_business, valued.churn_risk
    from orders
    inner join statistics.order_value as valued on orders.customer_id = valued.customer_id
    union all
    select customer_id, line_of_business, churn_risk from contract_value
)
select
    customer_id,
    line_of_business,
    case when count(churn_risk) = count(*) then product(churn_risk) end as churn_risk
from risks
group by customer_id, line_of_business
order by customer_id, line_of_business
