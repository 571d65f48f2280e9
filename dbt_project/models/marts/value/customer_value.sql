-- One row per customer who ever bought: recency, frequency, money, and what is still to come.
{% set ties = 'last_purchase_on, frequency, coalesce(revenue, 0), first_purchase_on, customer_id' %}

with

purchases as (
    select * from {{ ref('customer_purchases') }}
),

states as (
    select * from {{ ref('customer_states') }}
    where line_of_business = 'enterprise'
),

risks as (
    select customer_id, risk_reasons from {{ ref('customer_risks') }}
    where line_of_business = 'enterprise'
),

scores as (
    select * from {{ source('statistics', 'customer_value_scores') }}
),

-- 5 is best; equal figures are told apart by the other ones, so quintiles are of equal size and
-- nobody's score hangs on the number that another customer has.
quintiles as (
    select
        *,
        {{ days_between('last_purchase_on', as_of()) }} as recency_days,
        cast(ntile(5) over (order by {{ ties }}) as integer) as recency_score,
        cast(ntile(5) over (order by frequency, {{ ties }}) as integer) as frequency_score,
        case
            when margin is not null
                then
                    cast(
                        ntile(5) over (
                            partition by margin is null order by margin, {{ ties }}
                        ) as integer
                    )
        end as monetary_score
    from purchases
)

select
    quintiles.customer_id,
    quintiles.recency_days,
    quintiles.frequency,
    quintiles.margin as monetary_value,
    quintiles.margin_12m,
    quintiles.purchases_without_margin,
    quintiles.recency_score,
    quintiles.frequency_score,
    quintiles.monetary_score,
    cast(quintiles.recency_score as string) || cast(quintiles.frequency_score as string)
    || cast(quintiles.monetary_score as string) as rfm_score,
    scores.p_alive,
    scores.expected_purchases_12m,
    {{ pennies('scores.clv') }} as clv,
    {{ pennies('scores.clv_low') }} as clv_low,
    {{ pennies('scores.clv_high') }} as clv_high,
    case when states.state = 'lost' then 1 else scores.churn_risk end as churn_risk,
    case
        when states.state = 'lost' then {{ array_of(["'already lost'"]) }}
        else coalesce(risks.risk_reasons, {{ array_of([]) }})
    end as churn_reasons
from quintiles
left join states on quintiles.customer_id = states.customer_id
left join risks on quintiles.customer_id = risks.customer_id
left join scores on quintiles.customer_id = scores.customer_id
