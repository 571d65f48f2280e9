-- One row per journey: one customer's touchpoints towards one goal, across every channel.
with

progress as (
    select * from {{ ref('journey_progress') }}
),

retold as (
    select interaction_id
    from {{ ref('issue_contacts') }}
    where is_retold
),

ordered as (
    select
        progress.*,
        retold.interaction_id is not null and progress.step in ('contact', 'repeat_contact')
            as is_retold,
        row_number() over (
            partition by progress.journey_id, progress.role order by progress.step_no desc
        ) as newest_of_role,
        row_number() over (
            partition by progress.journey_id, progress.is_problem order by progress.step_no
        ) as oldest_of_kind
    from progress
    left join retold
        on progress.interaction_id = retold.interaction_id
),

journeys as (
    select
        journey_id,
        max(customer_id) as customer_id,
        max(goal) as goal,
        max(reference) as reference,
        coalesce(
            min(case when role = 'opens' then occurred_at end), min(occurred_at)
        ) as started_at,
        max(ended_at) as ended_at,
        max(case when role = 'ends' and newest_of_role = 1 then outcome end) as outcome,
        max(case when role = 'ends' and newest_of_role = 1 then is_good end) as is_good_outcome,
        max(case when is_problem and oldest_of_kind = 1 then step end) as first_problem_step,
        cast(count(*) as integer) as steps,
        {{ list_agg_distinct('channel') }} as channel_list,
        {{ list_agg_distinct('department') }} as department_list,
        cast(sum(case when is_retold then 1 else 0 end) as integer) as times_retold
    from ordered
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
    journeys.times_retold,
    stakes.value_gbp
from journeys
left join customers
    on journeys.customer_id = customers.customer_id
left join stakes
    on journeys.reference = stakes.reference
