-- One row per interaction type: how often it happens, across departments or not, and what follows.
{% set loss_days = journey_limit('later_loss') %}

with

interactions as (
    select
        interaction_id,
        interaction_type,
        customer_id,
        is_problem,
        is_contact,
        cast(occurred_at as date) as occurred_on
    from {{ ref('interactions') }}
    where customer_id is not null
),

journeys as (
    select
        journey_id,
        departments,
        coalesce(not is_good, false) as is_problem_journey
    from {{ ref('journey_outlines') }}
),

-- A contact with another team or department than the step before it is a hand-off.
steps as (
    select
        interaction_id,
        journey_id,
        coalesce(team, department)
        <> lag(coalesce(team, department)) over (
            partition by journey_id order by step_no
        ) as is_handed_over
    from {{ ref('journey_progress') }}
),

journey_parts as (
    select
        steps.interaction_id,
        max(journeys.departments) as departments,
        max(journeys.is_problem_journey) as is_problem_journey,
        max(case when steps.is_handed_over then 1 else 0 end) as hand_offs
    from steps
    inner join journeys
        on steps.journey_id = journeys.journey_id
    where steps.interaction_id is not null
    group by steps.interaction_id
),

last_losses as (
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
        {{ days_between('interactions.occurred_on', as_of()) }} < 365 as is_recent,
        coalesce(parts.departments, 1) as departments,
        case when interactions.is_contact then coalesce(parts.hand_offs, 0) else 0 end as hand_offs,
        interactions.is_problem or coalesce(parts.is_problem_journey, false) as is_problem,
        coalesce(
            last_losses.lost_on > interactions.occurred_on
            and last_losses.lost_on <= {{ add_days('interactions.occurred_on', loss_days) }},
            false
        ) as is_lost_later
    from interactions
    left join journey_parts as parts
        on interactions.interaction_id = parts.interaction_id
    left join last_losses
        on interactions.customer_id = last_losses.customer_id
)

select
    interaction_type,
    count(*) as volume,
    count(distinct customer_id) as customers,
    sum(case when is_recent then 1 else 0 end) / cast(count(*) as double) as recent_share,
    sum(departments) / cast(count(*) as double) as departments,
    sum(case when departments >= 2 then 1 else 0 end) / cast(count(*) as double)
        as share_across,
    sum(case when is_problem then 1 else 0 end) / cast(count(*) as double) as problem_rate,
    sum(case when is_lost_later then 1 else 0 end) / cast(count(*) as double)
        as later_loss_rate,
    cast(sum(hand_offs) as bigint) as hand_offs
from judged
group by interaction_type
