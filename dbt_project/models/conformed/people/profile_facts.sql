-- One row per customer and field of `completeness_rules` that applies to them: known or missing.
with rules as (
    select * from {{ policy('completeness_rules') }} as policy
),

customers as (
    select * from {{ ref('customers') }}
),

values_held as (
    select
        customer_id, field, value, max(case when is_winner then 1 else 0 end) as is_winner,
        cast(max(support) as double) as support
    from {{ ref('customer_attributes') }}
    where field in ('birth_on', 'family_name')
    group by customer_id, field, value
),

-- A slip of one department is no doubt; another value that much speaks for is.
disputes as (
    select distinct winners.customer_id
    from values_held as winners
    inner join values_held as rivals
        on winners.customer_id = rivals.customer_id and winners.field = rivals.field
        and lower(winners.value) <> lower(rivals.value)
    inner join rules
        on rules.field = 'identity' and rivals.support >= rules.rival_support * winners.support
    where winners.is_winner = 1
),

-- An address that bounces reaches nobody.
unreachable as (
    select distinct customer_id, channel from {{ ref('person_states') }}
    where state = 'unreachable' and is_current
),

contacts as (
    select distinct customer_id from {{ ref('interactions') }}
    where is_contact and customer_id is not null
),

-- A no is an answer too.
permissions as (
    select distinct customer_id, channel from {{ ref('consents') }}
    where purpose = 'marketing' and valid_to is null
),

opinions as (
    select distinct answers.customer_id
    from {{ ref('survey_answers') }} as answers
    inner join rules
        on rules.field = 'opinion'
        and coalesce({{ days_between('answers.responded_at', as_of()) }} < rules.look_days, true)
    where answers.is_response and answers.customer_id is not null
),

found as (
    select customer_id, 'name' as field from customers
    where family_name is not null
    union all
    select customer_id, 'birth_on' from customers
    where birth_on is not null
    union all
    select customers.customer_id, 'identity'
    from customers
    left join disputes on customers.customer_id = disputes.customer_id
    where customers.family_name is not null and disputes.customer_id is null
    union all
    select customer_id, 'email' from customers
    where email is not null
    union all
    select customer_id, 'phone' from customers
    where phone is not null
    union all
    select customer_id, 'post' from customers
    where address_line_1 is not null
    union all
    select customer_id, 'purchase' from {{ ref('customer_purchases') }}
    union all
    select customer_id, 'margin' from {{ ref('customer_purchases') }}
    where coalesce(purchases_without_margin, 0) = 0
    union all
    select customer_id, 'contact' from contacts
    union all
    select customer_id, 'consent_' || channel from permissions
    union all
    select customer_id, 'opinion' from opinions
)

select
    customers.customer_id, rules.question, rules.field, rules.in_words, rules.weight,
    rules.enough, rules.channel, rules.ask_rank, rules.answer_chance, rules.worth_share,
    found.customer_id is not null
    and (rules.question <> 'reach' or unreachable.customer_id is null) as is_known
from customers
inner join rules
    on coalesce(rules.applies_to, '') in ('', case
        when customers.customer_kind = 'organisation' then 'organisation' else 'person'
    end)
left join found on customers.customer_id = found.customer_id and rules.field = found.field
left join unreachable
    on customers.customer_id = unreachable.customer_id and rules.channel = unreachable.channel
