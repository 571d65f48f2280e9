-- One row per customer with credits that stand by themselves: what they take off.
select
    credits.customer_id,
    cast(sum(credits.revenue) as decimal(18, 2)) as revenue,
    cast(sum(credits.margin) as decimal(18, 2)) as margin,
    cast(sum(
        case
            when credits.credited_on > {{ add_months(as_of(), '-value_policy.margin_months') }}
                then credits.margin
        end
    ) as decimal(18, 2)) as margin_12m
from {{ ref('credits') }} as credits
cross join {{ policy('value_policy') }} as value_policy
where credits.customer_id is not null
group by credits.customer_id
