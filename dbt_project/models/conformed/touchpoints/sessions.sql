-- One row per web session: one visitor and one person, until a gap of more than the session limit.
-- A session is named after its first event.
with

events as (
    select
        interaction_id,
        session_id,
        visitor_id,
        customer_id,
        occurred_at,
        interaction_type,
        entry_source,
        campaign_id,
        is_problem
    from {{ ref('interactions') }}
    where session_id is not null
),

sessions as (
    select
        session_id,
        max(visitor_id) as visitor_id,
        max(customer_id) as customer_id,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        cast(count(*) as integer) as events,
        max(case when interaction_id = session_id then entry_source end) as entry_source,
        max(case when interaction_id = session_id then campaign_id end) as campaign_id,
        max(interaction_type = 'purchase') as has_purchase,
        max(interaction_type = 'checkout') as has_checkout,
        max(interaction_type = 'add_to_cart') as has_cart,
        max(interaction_type in ('search', 'product_view', 'add_to_cart', 'checkout'))
            as is_shopping,
        max(interaction_type in ('claim_started', 'claim_abandoned')) as has_claim,
        max(interaction_type in ('help_view', 'self_service_failed')) as has_help,
        max(is_problem) as has_problem
    from events
    group by session_id
)

select
    *,
    case
        when has_purchase then 'purchased'
        when has_checkout then 'checkout_abandoned'
        when has_cart then 'cart_abandoned'
        when has_claim and has_problem then 'claim_abandoned'
        when has_claim then 'claimed'
        when has_help and has_problem then 'self_service_failed'
        when has_help then 'self_served'
        else 'browsed'
    end as outcome
from sessions
