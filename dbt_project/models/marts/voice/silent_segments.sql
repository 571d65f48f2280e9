-- One row per segment of customers by age and lines of business, heard from or not.
with

dated as (
    select *, purchased_on > {{ add_months(as_of(), -12) }} as is_recent
    from {{ ref('purchases') }}
    where customer_id is not null
),

purchases as (
    select
        customer_id,
        case
            when min(line_of_business) = max(line_of_business) then min(line_of_business)
            else 'several lines'
        end as lines,
        case
            when max(is_recent) then sum(case when is_recent then margin end) else 0
        end as margin_12m,
        sum(case when is_recent and margin is null then 1 else 0 end)
            as purchases_12m_without_margin
    from dated
    group by customer_id
),

customers as (
    select
        purchases.customer_id,
        purchases.margin_12m,
        purchases.purchases_12m_without_margin,
        {{ days_between('customers.birth_on', as_of()) }} / 365.25e0 as age,
        purchases.lines
    from purchases
    left join {{ ref('customers') }} as customers
        on purchases.customer_id = customers.customer_id
),

voices as (
    select
        customer_id,
        count(*) as invited,
        sum(case when is_response then 1 else 0 end) as responses
    from {{ ref('survey_answers') }}
    where question = 'satisfied'
    group by customer_id
),

segments as (
    select
        case
            when customers.age is null or customers.age < 14 or customers.age > 110
                then 'age unknown'
            when customers.age < 30 then 'under 30'
            when customers.age < 45 then '30 to 44'
            when customers.age < 60 then '45 to 59'
            else '60 and over'
        end || ', ' || customers.lines as segment,
        customers.margin_12m,
        customers.purchases_12m_without_margin,
        coalesce(voices.invited, 0) as invited,
        coalesce(voices.responses, 0) as responses
    from customers
    left join voices
        on customers.customer_id = voices.customer_id
),

totals as (
    select sum(responses) / cast(nullif(sum(invited), 0) as double) as response_rate
    from segments
),

sums as (
    select
        segment,
        cast(sum(invited) as bigint) as invited,
        cast(sum(responses) as bigint) as responses,
        sum(responses) / cast(nullif(sum(invited), 0) as double) as response_rate,
        count(*) as customers,
        cast(sum(case when responses = 0 then 1 else 0 end) as bigint) as customers_never_heard,
        cast(sum(margin_12m) as decimal(18, 2)) as margin_12m,
        cast(sum(purchases_12m_without_margin) as bigint) as purchases_12m_without_margin
    from segments
    group by segment
)

select
    sums.*,
    sums.responses = 0 or sums.response_rate < totals.response_rate / 2 as is_silent
from sums
cross join totals
