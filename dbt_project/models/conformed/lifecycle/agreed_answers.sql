-- One row per customer, line of business and agreed answer that is not 0: a yes is 1.
with

states as (
    select * from {{ ref('customer_states') }}
),

purchases as (
    select
        customer_id,
        line_of_business,
        amount,
        purchased_on > {{ add_months(as_of(), -12) }} as is_of_12m
    from {{ ref('purchases') }}
    where customer_id is not null
),

counted as (
    select customer_id, line_of_business, amount, is_of_12m from purchases
    union all
    select customer_id, 'enterprise', amount, is_of_12m from purchases
),

cases as (
    select customer_id, is_complaint
    from {{ ref('cases') }}
    where is_open and customer_id is not null
),

consents as (
    select customer_id, channel, is_allowed
    from {{ ref('consents') }}
    where purpose = 'marketing' and valid_to is null
),

answers as (
    select customer_id, line_of_business, state as answer, 1 as value from states
    union all
    select customer_id, line_of_business, 'in_the_book', 1 from states
    where state in ('active', 'lapsed')
    union all
    select customer_id, line_of_business, 'ever_bought', 1 from states
    where state <> 'prospect'
    union all
    select customer_id, line_of_business, 'new', 1 from states
    where is_new
    union all
    select customer_id, line_of_business, 'purchases', 1 from counted
    union all
    select customer_id, line_of_business, 'purchases_12m', 1 from counted
    where is_of_12m
    union all
    select customer_id, line_of_business, 'revenue', amount from counted
    union all
    select customer_id, line_of_business, 'revenue_12m', amount from counted
    where is_of_12m
    union all
    select customer_id, 'enterprise', 'open_cases', 1 from cases
    union all
    select customer_id, 'enterprise', 'open_complaints', 1 from cases
    where is_complaint
    union all
    select distinct customer_id, 'enterprise', 'open_case', 1 from cases
    union all
    select distinct customer_id, 'enterprise', 'open_complaint', 1 from cases
    where is_complaint
    union all
    select
        customer_id, 'enterprise',
        case when is_allowed then 'opted_in_by_' else 'opted_out_by_' end || channel, 1
    from consents
)

select
    customer_id,
    line_of_business,
    answer,
    cast(sum(value) as double) as value
from answers
group by customer_id, line_of_business, answer
having sum(value) <> 0
