-- One row per customer who ever dealt with us: the last contact and the last thing that went wrong.
with

interactions as (
    select * from {{ ref('interactions') }}
    where customer_id is not null
),

contacts as (
    select
        *,
        row_number() over (
            partition by customer_id order by occurred_at desc, interaction_id desc
        ) as recency_rank
    from interactions
    where is_contact or interaction_type = 'call_back'
),

problems as (
    select
        *,
        row_number() over (
            partition by customer_id order by occurred_at desc, interaction_id desc
        ) as recency_rank
    from interactions
    where is_problem
),

last_contacts as (
    select customer_id, occurred_at as last_contact_at, channel as last_contact_channel
    from contacts
    where recency_rank = 1
),

last_problems as (
    select
        customer_id,
        occurred_at as last_problem_at,
        interaction_type as last_problem,
        department as last_problem_department
    from problems
    where recency_rank = 1
)

select
    coalesce(last_contacts.customer_id, last_problems.customer_id) as customer_id,
    last_contacts.last_contact_at,
    last_contacts.last_contact_channel,
    last_problems.last_problem,
    last_problems.last_problem_at,
    last_problems.last_problem_department
from last_contacts
full outer join last_problems on last_contacts.customer_id = last_problems.customer_id
