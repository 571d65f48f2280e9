-- One row per interaction type, ranked by what it costs the customer base.
{% set loss_days = journey_limit('later_loss') %}

with

interactions as (
    select
        interaction_id,
        interaction_type,
        customer_id,
        is_problem,
        cast(occurred_at as date) as occurred_on
    from {{ ref('interactions') }}
    where customer_id is not null
),

journeys as (
    select
        journey_id,
        departments,
        coalesce(not is_good, false) as is_problem_journey
    from {{ ref('journeys') }}
),

journey_parts as (
    select
        steps.interaction_id,
        max(journeys.departments) as departments,
        max(journeys.is_problem_journey) as is_problem_journey
    from {{ ref('journey_steps') }} as steps
    inner join journeys
        on steps.journey_id = journeys.journey_id
    where steps.interaction_id is not null
    group by steps.interaction_id
),

losses as (
    select
        customer_id,
        max(on_date) as lost_on
    from {{ ref('lifecycle_events') }}
    where event = 'lost' and line_of_business = 'enterprise'
    group by customer_id
),

judged as (
    select
        interactions.interaction_type,
        interactions.customer_id,
        coalesce(parts.departments, 1) as departments,
        interactions.is_problem or coalesce(parts.is_problem_journey, false) as is_problem,
        coalesce(
            losses.lost_on > interactions.occurred_on
            and losses.lost_on <= {{ add_days('interactions.occurred_on', loss_days) }},
            false
        ) as is_lost_later
    from interactions
    left join journey_parts as parts
        on interactions.interaction_id = parts.interaction_id
    left join losses
        on interactions.customer_id = losses.customer_id
),

rates as (
    select
        interaction_type,
        count(*) as volume,
        count(distinct customer_id) as customers,
        sum(departments) / cast(count(*) as double) as departments,
        sum(case when is_problem then 1 else 0 end) / cast(count(*) as double) as problem_rate,
        sum(case when is_lost_later then 1 else 0 end) / cast(count(*) as double)
            as later_loss_rate
    from judged
    group by interaction_type
)

select
    interaction_type,
    cast(row_number() over (
        order by
            volume * departments * problem_rate * later_loss_rate desc, volume desc,
            interaction_type asc
    ) as integer) as rank,
    volume,
    customers,
    departments,
    problem_rate,
    later_loss_rate,
    volume * departments * problem_rate * later_loss_rate as score
from rates
