-- One row per goal and step of the policy: how many of the ended journeys took it.
with

journeys as (
    select
        journey_id,
        goal,
        started_at
    from {{ ref('journeys') }}
    where ended_at is not null
),

rules as (
    select
        goal,
        step,
        path,
        position
    from {{ policy('journey_rules') }} as rules
),

lengths as (
    select
        goal,
        count(*) as required_steps
    from rules
    where path = 'required'
    group by goal
),

taken as (
    select
        journeys.goal,
        journeys.journey_id,
        steps.step,
        max(rules.path) as path,
        min({{ hours_between('journeys.started_at', 'steps.occurred_at') }}) as hours
    from journeys
    inner join {{ ref('journey_progress') }} as steps
        on journeys.journey_id = steps.journey_id
    inner join rules
        on steps.goal = rules.goal and steps.step = rules.step
    group by journeys.goal, journeys.journey_id, steps.step
),

walked as (
    select
        goal,
        journey_id,
        sum(case when path = 'required' then 1 else 0 end) as required_taken,
        sum(case when path = 'detour' then 1 else 0 end) as detours
    from taken
    group by goal, journey_id
),

goals as (
    select
        walked.goal,
        count(*) as journeys,
        sum(
            case
                when walked.required_taken = lengths.required_steps and walked.detours = 0 then 1
                else 0
            end
        ) as journeys_as_meant
    from walked
    inner join lengths
        on walked.goal = lengths.goal
    group by walked.goal
),

steps_taken as (
    select
        goal,
        step,
        count(*) as taken,
        {{ median('hours') }} as median_hours
    from taken
    group by goal, step
)

select
    rules.goal,
    rules.step,
    rules.path,
    rules.position,
    goals.journeys,
    coalesce(steps_taken.taken, 0) as taken,
    coalesce(steps_taken.taken, 0) / cast(goals.journeys as double) as share_taken,
    steps_taken.median_hours,
    cast(goals.journeys_as_meant as bigint) as journeys_as_meant,
    goals.journeys_as_meant / cast(goals.journeys as double) as share_as_meant
from rules
inner join goals
    on rules.goal = goals.goal
left join steps_taken
    on rules.goal = steps_taken.goal and rules.step = steps_taken.step
