-- One row per customer and line of business they are in the book of, the enterprise among them.
with

states as (
    select customer_id, line_of_business from {{ ref('customer_states') }}
    where state in ('active', 'lapsed')
),

chances as (
    select customer_id, line_of_business, churn_risk
    from {{ source('statistics', 'line_risks') }}
    union all
    select customer_id, 'enterprise' as line_of_business, churn_risk
    from {{ source('statistics', 'customer_value_scores') }}
),

reasons as (
    select
        customer_id,
        line_of_business,
        {{ sorted_list('reason', 'reason') }} as reasons,
        max(case when reason = 'renewal due' then 1 else 0 end) = 1 as is_renewal_due
    from {{ ref('risk_reasons') }}
    group by customer_id, line_of_business
),

judged as (
    select
        states.customer_id,
        states.line_of_business,
        chances.churn_risk,
        policy.risk_limit,
        coalesce(chances.churn_risk > policy.risk_limit, false) as is_likely_lost,
        coalesce(reasons.is_renewal_due, false) as is_renewal_due,
        coalesce(reasons.reasons, {{ array_of([]) }}) as reasons
    from states
    cross join {{ policy('value_policy') }} as policy
    left join chances
        on states.customer_id = chances.customer_id
        and states.line_of_business = chances.line_of_business
    left join reasons
        on states.customer_id = reasons.customer_id
        and states.line_of_business = reasons.line_of_business
)

select
    customer_id,
    line_of_business,
    churn_risk,
    risk_limit,
    is_renewal_due,
    is_likely_lost or is_renewal_due as is_at_risk,
    -- Nobody is at risk without a word.
    case
        when is_likely_lost and {{ array_size('reasons') }} = 0
            then {{ array_of(["'likely to be lost'"]) }}
        else reasons
    end as risk_reasons
from judged
