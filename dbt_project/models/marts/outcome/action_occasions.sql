-- One row per customer and action there is an occasion for: what it may change, and its worth.
with

rules as (
    select * from {{ policy('next_best_action_rules') }} as policy
),

risks as (
    select * from {{ ref('customer_risks') }}
),

products as (
    select * from {{ ref('next_products') }}
),

lines as (
    select
        line_of_business,
        cast(sum(margin) as double) / nullif(count(margin), 0) as margin_a_purchase
    from {{ ref('purchases') }}
    group by line_of_business
),

candidates as (
    select customer_id, action, why, own_value from {{ ref('action_candidates') }}
    union all
    select
        risks.customer_id, rules.action,
        'At risk: ' || {{ array_join('risks.risk_reasons', "', '") }}, null
    from risks
    inner join rules
        on rules.occasion = 'at_risk' and risks.line_of_business = rules.line_of_business
    where risks.is_at_risk
    union all
    select
        products.customer_id, rules.action,
        'Has ' || products.because_of || ', may want ' || products.category, null
    from products
    inner join rules
        on rules.occasion = 'next_product'
        and products.line_of_business = rules.line_of_business
    inner join {{ ref('customer_states') }} as states
        on products.customer_id = states.customer_id
        and products.line_of_business = states.line_of_business
    where states.state = 'active'
),

described as (
    select
        candidates.customer_id, candidates.action, candidates.why, rules.purpose,
        coalesce(rules.asks_for, 'unknown') as asks_for,
        -- Nobody is asked for an e-mail address by e-mail.
        case
            when rules.occasion = 'missing_field' and customers.email is null then 'phone'
            else rules.channel
        end as channel,
        rules.line_of_business, rules.most_risk, chances.basis, risks.churn_risk,
        products.category as product,
        -- An offer needs somebody who is still there to take it.
        case
            when rules.value_basis = 'next_product'
                then least(1, chances.chance * coalesce(products.times_as_likely, 1))
                    * (1 - coalesce(whole.churn_risk, 0))
            else chances.chance
        end as chance,
        greatest(0, case rules.value_basis
            when 'margin_12m' then coalesce(cast(margins.margin_12m as double), 0)
            when 'margin_at_risk'
                then coalesce(cast(margins.margin_12m as double), 0) * coalesce(risks.churn_risk, 0)
            when 'line_purchase' then coalesce(lines.margin_a_purchase, 0)
            when 'next_product'
                then coalesce(cast(products.margin as double), lines.margin_a_purchase, 0)
            when 'fixed' then cast(rules.fixed_value as double)
            else coalesce(cast(candidates.own_value as double), lines.margin_a_purchase, 0)
        end) as at_stake
    from candidates
    inner join rules on candidates.action = rules.action
    inner join {{ ref('action_chances') }} as chances on candidates.action = chances.action
    left join {{ ref('customers') }} as customers
        on candidates.customer_id = customers.customer_id
    left join {{ ref('customer_purchases') }} as margins
        on candidates.customer_id = margins.customer_id
    left join lines on rules.line_of_business = lines.line_of_business
    left join products
        on candidates.customer_id = products.customer_id
        and rules.line_of_business = products.line_of_business
        and rules.value_basis = 'next_product'
    left join risks
        on candidates.customer_id = risks.customer_id
        and rules.line_of_business = risks.line_of_business
    left join risks as whole
        on candidates.customer_id = whole.customer_id and whole.line_of_business = 'enterprise'
)

select
    described.customer_id, described.action, described.why, described.purpose,
    described.asks_for, described.channel, described.line_of_business, described.product,
    described.chance, described.basis,
    {{ pennies('described.at_stake') }} as at_stake,
    channels.cost,
    {{ pennies('described.chance * described.at_stake - channels.cost') }} as expected_value,
    -- Who is as good as gone is not kept by being rung up.
    coalesce(described.churn_risk <= described.most_risk, true) as is_persuadable
from described
left join {{ policy('channel_capacity') }} as channels on described.channel = channels.channel
