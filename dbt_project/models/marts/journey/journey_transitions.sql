-- One row per goal, step and the step or outcome that followed it.
with

steps as (
    select
        journey_id,
        goal,
        customer_id,
        step_no,
        step,
        occurred_at
    from {{ ref('journey_steps') }}
),

journeys as (
    select
        journey_id,
        outcome,
        is_good
    from {{ ref('journeys') }}
),

moves as (
    select
        steps.goal,
        steps.journey_id,
        steps.customer_id,
        steps.step as from_step,
        lead(steps.step) over in_order as next_step,
        lead(steps.occurred_at) over in_order as next_at,
        steps.occurred_at,
        journeys.outcome,
        coalesce(not journeys.is_good, false) as is_problem_journey
    from steps
    inner join journeys
        on steps.journey_id = journeys.journey_id
    window in_order as (partition by steps.journey_id order by steps.step_no)
)

select
    goal,
    from_step,
    coalesce(next_step, 'outcome: ' || outcome) as to_step,
    count(distinct journey_id) as journeys,
    count(distinct customer_id) as customers,
    count(*) as transitions,
    count(distinct case when is_problem_journey then journey_id end)
    / cast(count(distinct journey_id) as double) as share_problem,
    {{ median(hours_between('occurred_at', 'next_at')) }} as median_hours
from moves
group by goal, from_step, coalesce(next_step, 'outcome: ' || outcome)
