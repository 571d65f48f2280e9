-- One row per notice by which the company ends a customer in a line of business, by the day.
with

decisions as (
    select * from {{ ref('decisions') }}
    where customer_id is not null
),

contracts as (
    select * from {{ ref('contracts') }}
    where customer_id is not null
),

first_purchases as (
    select customer_id, line_of_business, min(purchased_on) as first_purchase_on
    from {{ ref('purchases') }}
    where customer_id is not null
    group by customer_id, line_of_business
),

decided as (
    select
        decisions.decision_id as ending_id,
        decisions.customer_id,
        decisions.line_of_business,
        decisions.contract_number,
        decisions.decision as ended_through,
        decisions.decided_at as given_at,
        coalesce(decisions.effective_on, cast(decisions.decided_at as date)) as effective_on
    from decisions
    inner join {{ ref('ending_decisions') }} as rules
        on decisions.line_of_business = rules.line_of_business
        and decisions.decision = rules.decision
    left join first_purchases
        on decisions.customer_id = first_purchases.customer_id
        and decisions.line_of_business = first_purchases.line_of_business
    -- An applicant who never bought is turned down; nothing of theirs is ended.
    where decisions.decision <> 'decline'
        or first_purchases.first_purchase_on <= cast(decisions.decided_at as date)
),

-- A contract that the company ended without a decision of risk on record.
contracted as (
    select
        contracts.contract_number as ending_id,
        contracts.customer_id,
        contracts.line_of_business,
        contracts.contract_number,
        'contract' as ended_through,
        cast(contracts.ended_on as timestamp) as given_at,
        contracts.ended_on as effective_on
    from contracts
    left join decided on contracts.contract_number = decided.contract_number
    where contracts.ended_by = 'company'
        and contracts.ended_on is not null
        and decided.contract_number is null
),

notices as (
    select * from decided
    union all
    select * from contracted
),

-- An acceptance of another policy takes a notice back only where that policy is a newer one.
taken_back as (
    select notices.ending_id, min(accepts.decided_at) as taken_back_at
    from notices
    inner join decisions as accepts
        on notices.customer_id = accepts.customer_id
        and notices.line_of_business = accepts.line_of_business
        and accepts.decision = 'accept'
        and notices.given_at < accepts.decided_at
    left join contracts on accepts.contract_number = contracts.contract_number
    where notices.contract_number is null
        or accepts.contract_number is null
        or notices.contract_number = accepts.contract_number
        or notices.given_at < contracts.issued_at
    group by notices.ending_id
),

quiet as (
    select
        notices.*,
        taken_back.taken_back_at,
        {{ add_days(
            'greatest(notices.effective_on, cast(notices.given_at as date))',
            'rules.quiet_days + 1'
        ) }} as quiet_until_on
    from notices
    cross join {{ policy('quiet_rules') }} as rules
    left join taken_back on notices.ending_id = taken_back.ending_id
)

select
    ending_id,
    customer_id,
    line_of_business,
    contract_number,
    ended_through,
    given_at,
    effective_on,
    taken_back_at,
    least(quiet_until_on, coalesce(cast(taken_back_at as date), quiet_until_on)) as until_on
from quiet
