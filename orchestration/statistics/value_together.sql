-- One row per customer. Worth adds up over lines; lost is who every line has lost.
create or replace table statistics.customer_value_scores as
with contracts as (
    select
        customer_id,
        sum(expected_purchases_12m) as expected_purchases_12m,
        case when count(clv) = count(*) then sum(clv) end as clv,
        case when count(clv) = count(*) then sum(clv_low) end as clv_low,
        case when count(clv) = count(*) then sum(clv_high) end as clv_high,
        product(churn_risk) as churn_risk
    from contract_value
    group by customer_id
),
together as (
    select
        buyers.customer_id,
        o.p_alive,
        case when o.customer_id is null or o.expected_purchases_12m is not null
            then coalesce(o.expected_purchases_12m, 0) + coalesce(c.expected_purchases_12m, 0)
        end as expected_purchases_12m,
        (o.customer_id is null or o.clv is not null)
        and (c.customer_id is null or c.clv is not null) as is_valued,
        coalesce(o.clv, 0) + coalesce(c.clv, 0) as clv,
        coalesce(o.clv_low, 0) + coalesce(c.clv_low, 0) as clv_low,
        coalesce(o.clv_high, 0) + coalesce(c.clv_high, 0) as clv_high,
        case when o.customer_id is null or o.churn_risk is not null
            then coalesce(o.churn_risk, 1) * coalesce(c.churn_risk, 1)
        end as churn_risk
    from (select distinct customer_id from {purchases}) as buyers
    left join statistics.order_value as o on buyers.customer_id = o.customer_id
    left join contracts as c on buyers.customer_id = c.customer_id
    where buyers.customer_id is not null
)
select
    customer_id,
    p_alive,
    expected_purchases_12m,
    case when is_valued then clv end as clv,
    -- The mean of what may come lies beyond nine tenths of it where most never buy again.
    case when is_valued then least(clv, clv_low, clv_high) end as clv_low,
    case when is_valued then greatest(clv, clv_low, clv_high) end as clv_high,
    churn_risk
from together
order by customer_id
