-- One row per goal, step and the step or outcome that followed it.
with

journeys as (
    select
        journey_id,
        outcome,
        coalesce(not is_good, false) as is_problem_journey
    from {{ ref('journeys') }}
),

-- A journey that makes a move again and again is counted once.
moves as (
    select
        goal,
        journey_id,
        step as from_step,
        next_step,
        max(customer_id) as customer_id,
        count(*) as transitions
    from {{ ref('journey_progress') }}
    group by goal, journey_id, step, next_step
),

counted as (
    select
        moves.goal,
        moves.from_step,
        moves.next_step,
        coalesce(moves.next_step, 'outcome: ' || journeys.outcome) as to_step,
        count(*) as journeys,
        count(distinct moves.customer_id) as customers,
        sum(moves.transitions) as transitions,
        sum(case when journeys.is_problem_journey then 1 else 0 end) as problem_journeys
    from moves
    inner join journeys
        on moves.journey_id = journeys.journey_id
    group by
        moves.goal, moves.from_step, moves.next_step,
        coalesce(moves.next_step, 'outcome: ' || journeys.outcome)
),

waits as (
    select
        goal,
        step as from_step,
        next_step,
        {{ median(hours_between('occurred_at', 'next_at')) }} as median_hours
    from {{ ref('journey_progress') }}
    where next_step is not null
    group by goal, step, next_step
)

select
    counted.goal,
    counted.from_step,
    counted.to_step,
    counted.journeys,
    counted.customers,
    cast(counted.transitions as bigint) as transitions,
    counted.problem_journeys / cast(counted.journeys as double) as share_problem,
    waits.median_hours
from counted
left join waits
    on counted.goal = waits.goal
    and counted.from_step = waits.from_step
    and counted.next_step = waits.next_step
