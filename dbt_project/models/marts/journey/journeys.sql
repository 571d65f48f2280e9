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

-- By place first: a list of distinct values for every journey is dear, and most have one place.
places as (
    select
        journey_id,
        channel,
        department,
        max(customer_id) as customer_id,
        max(goal) as goal,
        max(reference) as reference,
        min(case when role = 'opens' then occurred_at end) as opened_at,
        min(occurred_at) as first_step_at,
        max(ended_at) as ended_at,
        max(case when role = 'ends' then step_no end) as ending_no,
        max_by(outcome, step_no) filter (where role = 'ends') as outcome,
        max_by(is_good, step_no) filter (where role = 'ends') as is_good_outcome,
        min(case when is_problem then step_no end) as problem_no,
        min_by(step, step_no) filter (where is_problem) as problem_step,
        count(*) as steps
    from {{ ref('journey_progress') }}
    group by journey_id, channel, department
),

journeys as (
    select
        journey_id,
        max(customer_id) as customer_id,
        max(goal) as goal,
        max(reference) as reference,
        coalesce(min(opened_at), min(first_step_at)) as started_at,
        max(ended_at) as ended_at,
        max_by(outcome, ending_no) as outcome,
        max_by(is_good_outcome, ending_no) as is_good_outcome,
        min_by(problem_step, problem_no) as first_problem_step,
        cast(sum(steps) as integer) as steps,
        {{ list_agg_distinct('channel') }} as channel_list,
        {{ list_agg_distinct('department') }} as department_list
    from places
    group by journey_id
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
    case
        when journeys.outcome is not null
            then journeys.is_good_outcome and journeys.first_problem_step is null
    end as is_good,
    journeys.first_problem_step,
    journeys.steps,
    {{ array_size('journeys.channel_list') }} as channels,
    {{ array_size('journeys.department_list') }} as departments,
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
