-- One row per customer. Worth adds up over lines; lost is who every line has lost.
create or replace table statistics.customer_value_scores as
select
    buyers.customer_id,
    o.p_alive,
    case when o.customer_id is null or o.expected_purchases_12m is not null
        then coalesce(o.expected_purchases_12m, 0) + coalesce(c.expected_purchases_12m, 0)
    end as expected_purchases_12m,
    case when (o.customer_id is null or o.clv is not null)
            and (c.customer_id is null or c.clv is not null)
        then coalesce(o.clv, 0) + coalesce(c.clv, 0)
    end as clv,
    case when (o.customer_id is null or o.clv is not null)
            and (c.customer_id is null or c.clv is not null)
        then coalesce(o.clv_low, 0) + coalesce(c.clv_low, 0)
    end as clv_low,
    case when (o.customer_id is null or o.clv is not null)
            and (c.customer_id is null or c.clv is not null)
        then coalesce(o.clv_high, 0) + coalesce(c.clv_high, 0)
    end as clv_high,
    case when o.customer_id is null or o.churn_risk is not null
        then coalesce(o.churn_risk, 1) * coalesce(c.churn_risk, 1)
    end as churn_risk
from (select distinct customer_id from {purchases}) as buyers
left join statistics.order_value as o on buyers.customer_id = o.customer_id
left join contract_value as c on buyers.customer_id = c.customer_id
where buyers.customer_id is not null
order by buyers.customer_id
