-- One row per claim page a customer began or gave up, with the claim opened soon after, if any.
{% set seconds = journey_limit('claim_start_before_opening') ~ ' * 86400' %}
{% set in_time = 'occurred_at, interaction_id' %}

with

events as (
    select
        interaction_id,
        customer_id,
        interaction_type,
        occurred_at,
        channel,
        department,
        team,
        case when interaction_type = 'claim_opened' then claim_id end as opened_claim_id,
        case when interaction_type = 'claim_opened' then occurred_at end as opened_at,
        case when interaction_type = 'claim_abandoned' then interaction_id end as abandoned_id
    from {{ ref('interactions') }}
    where customer_id is not null
        and interaction_type in ('claim_started', 'claim_abandoned', 'claim_opened')
),

ordered as (
    select
        *,
        {{ next_known('opened_claim_id', 'customer_id', in_time) }} as next_claim_id,
        {{ next_known('opened_at', 'customer_id', in_time) }} as next_opened_at,
        {{ next_known('abandoned_id', 'customer_id', in_time) }} as next_abandoned_id
    from events
)

select
    ordered.interaction_id,
    ordered.customer_id,
    ordered.interaction_type,
    ordered.occurred_at,
    ordered.channel,
    ordered.department,
    ordered.team,
    case
        when {{ seconds_between('ordered.occurred_at', 'ordered.next_opened_at') }}
            <= {{ seconds }} then ordered.next_claim_id
    end as claim_id,
    ordered.next_abandoned_id
from ordered
where ordered.interaction_type <> 'claim_opened'
