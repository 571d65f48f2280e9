-- One row per journey: where it led, when and how it ended.
with

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
)

select
    journey_id,
    customer_id,
    goal,
    reference,
    started_at,
    ended_at,
    outcome,
    case
        when outcome is not null then is_good_outcome and first_problem_step is null
    end as is_good,
    first_problem_step,
    steps,
    {{ array_size('channel_list') }} as channels,
    {{ array_size('department_list') }} as departments,
    channel_list,
    department_list
from journeys
