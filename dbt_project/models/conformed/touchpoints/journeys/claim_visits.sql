-- One row per claim page a customer began or gave up, with the claim opened soon after, if any.
{% set seconds = journey_limit('claim_start_before_opening') ~ ' * 86400' %}

with

events as (
    select
        interaction_id,
        customer_id,
        claim_id,
        interaction_type,
        occurred_at
    from {{ ref('interactions') }}
    where customer_id is not null
        and interaction_type in ('claim_started', 'claim_abandoned', 'claim_opened')
),

ordered as (
    select
        *,
        first_value(case when interaction_type = 'claim_opened' then claim_id end ignore nulls)
            over following as next_claim_id,
        first_value(case when interaction_type = 'claim_opened' then occurred_at end ignore nulls)
            over following as next_opened_at,
        first_value(
            case when interaction_type = 'claim_abandoned' then interaction_id end ignore nulls
        ) over following as next_abandoned_id
    from events
    window following as (
        partition by customer_id
        order by occurred_at, interaction_id
        rows between current row and unbounded following
    )
)

select
    ordered.interaction_id,
    ordered.customer_id,
    ordered.interaction_type,
    ordered.occurred_at,
    case
        when {{ seconds_between('ordered.occurred_at', 'ordered.next_opened_at') }}
            <= {{ seconds }} then ordered.next_claim_id
    end as claim_id,
    ordered.next_abandoned_id
from ordered
where ordered.interaction_type <> 'claim_opened'
