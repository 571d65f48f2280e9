-- One row per journey: one customer's touchpoints towards one goal, across every channel.
with

retold as (
    select
        progress.journey_id,
        cast(count(*) as integer) as times_retold
    from {{ ref('journey_progress') }} as progress
    inner join {{ ref('issue_contacts') }} as contacts
        on progress.interaction_id = contacts.interaction_id
    where contacts.is_retold and progress.step in ('contact', 'repeat_contact')
    group by progress.journey_id
),

journeys as (
    select * from {{ ref('journey_outlines') }}
),

customers as (
    select
        customer_id,
        household_id
    from {{ ref('customers') }}
),

stakes as (
    select * from {{ ref('journey_values') }}
)

select
    journeys.journey_id,
    journeys.customer_id,
    customers.household_id,
    journeys.goal,
    journeys.reference,
    journeys.started_at,
    journeys.ended_at,
    coalesce(journeys.outcome, 'open') as outcome,
    journeys.is_good,
    journeys.first_problem_step,
    journeys.steps,
    journeys.channels,
    journeys.departments,
    journeys.channel_list,
    journeys.department_list,
    {{ hours_between('journeys.started_at', 'journeys.ended_at') }} as hours,
    coalesce(retold.times_retold, 0) as times_retold,
    stakes.value_at_stake
from journeys
left join customers
    on journeys.customer_id = customers.customer_id
left join retold
    on journeys.journey_id = retold.journey_id
left join stakes
    on journeys.reference = stakes.reference
