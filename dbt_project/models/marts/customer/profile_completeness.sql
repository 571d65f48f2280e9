-- One row per customer: how many of the five questions their profile can answer.
with

customers as (
    select * from {{ ref('customers') }}
),

states as (
    select * from {{ ref('customer_states') }}
    where line_of_business = 'enterprise'
),

consents as (
    select distinct customer_id
    from {{ ref('consents') }}
    where purpose = 'marketing' and is_allowed and valid_to is null
),

disputes as (
    select distinct customer_id
    from {{ ref('customer_attributes') }}
    where is_disputed and field in ('birth_on', 'family_name')
),

-- Churn: are they still ours? Cross-sell: what else would fit? Systems: does more than one
-- department know them? Reconciliation: do these agree who it is? Action: can and may we reach
-- them?
answers as (
    select
        customers.customer_id,
        states.state <> 'prospect' as has_churn_answer,
        customers.birth_on is not null and customers.household_id is not null
            as has_cross_sell_answer,
        {{ array_size('customers.departments') }} > 1 as has_systems_answer,
        disputes.customer_id is null and customers.family_name is not null
            as has_reconciliation_answer,
        consents.customer_id is not null and not customers.is_anonymous as has_action_answer,
        case
            when customers.family_name is null then 'name'
            when customers.email is null and customers.phone is null then 'email'
            when consents.customer_id is null then 'consent'
            when customers.birth_on is null then 'birth_on'
            when customers.household_id is null then 'address'
            when disputes.customer_id is not null then 'identity check'
            when customers.email is null then 'email'
            when customers.phone is null then 'phone'
        end as next_best_field
    from customers
    left join states on customers.customer_id = states.customer_id
    left join consents on customers.customer_id = consents.customer_id
    left join disputes on customers.customer_id = disputes.customer_id
),

counted as (
    select
        *,
        cast(has_churn_answer as integer) + cast(has_cross_sell_answer as integer)
        + cast(has_systems_answer as integer) + cast(has_reconciliation_answer as integer)
        + cast(has_action_answer as integer) as answered_questions
    from answers
)

select
    customer_id,
    cast(answered_questions as integer) as answered_questions,
    answered_questions / cast(5 as double) as score,
    next_best_field,
    has_churn_answer,
    has_cross_sell_answer,
    has_systems_answer,
    has_reconciliation_answer,
    has_action_answer
from counted
