-- One row per customer assigned to a campaign and metric: what followed within the outcome window.
with assignments as (
    select
        assignments.campaign_id, assignments.customer_id, assignments.line_of_business,
        assignments.arm, assignments.assigned_at,
        cast(rules.cost_per_case as double) as cost_per_case,
        -- The control group of all programmes is held back for good.
        case
            when assignments.is_control then cast({{ add_days(as_of(), 1) }} as timestamp)
            else {{ add_seconds('assignments.assigned_at', 'rules.window_days * 86400') }}
        end as observed_until
    from {{ ref('campaign_assignments') }} as assignments
    cross join {{ policy('outcome_rules') }} as rules
    where assignments.arm <> 'both'
),

bought as (
    select
        'retail' as line_of_business, customer_id, ordered_at as bought_at, margin
    from {{ ref('orders') }}
    where is_qualifying
    union all
    select line_of_business, customer_id, issued_at, margin
    from {{ ref('contracts') }}
    where standing = 'stands'
),

purchases as (
    select
        assignments.campaign_id, assignments.customer_id, count(*) as purchases,
        sum(bought.margin) as margin
    from assignments
    inner join bought
        on assignments.customer_id = bought.customer_id
        and assignments.line_of_business in (bought.line_of_business, 'enterprise')
        and assignments.assigned_at <= bought.bought_at
        and bought.bought_at < assignments.observed_until
    group by assignments.campaign_id, assignments.customer_id
),

cases as (
    select assignments.campaign_id, assignments.customer_id, count(*) as cases
    from assignments
    inner join {{ ref('cases') }} as cases
        on assignments.customer_id = cases.customer_id
        and assignments.assigned_at <= cases.opened_at
        and cases.opened_at < assignments.observed_until
    group by assignments.campaign_id, assignments.customer_id
),

observed as (
    select
        assignments.campaign_id, assignments.customer_id, assignments.arm,
        assignments.cost_per_case,
        case when purchases.purchases > 0 then 1 else 0 end as has_bought,
        coalesce(purchases.margin, 0) as margin, coalesce(cases.cases, 0) as cases
    from assignments
    left join purchases
        on assignments.campaign_id = purchases.campaign_id
        and assignments.customer_id = purchases.customer_id
    left join cases
        on assignments.campaign_id = cases.campaign_id
        and assignments.customer_id = cases.customer_id
)

select campaign_id, customer_id, arm, 'purchase_rate' as metric, cast(has_bought as double) as value
from observed
union all
select campaign_id, customer_id, arm, 'margin', cast(margin as double)
from observed
union all
select campaign_id, customer_id, arm, 'service_cases', cast(cases as double)
from observed
union all
select campaign_id, customer_id, arm, 'gain', cast(margin as double) - cases * cost_per_case
from observed
