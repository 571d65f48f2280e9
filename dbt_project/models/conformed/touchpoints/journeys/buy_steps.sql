-- One row per journey to buy and step.
{{ config(materialized='view') }}

with

events as (
    select
        session_id,
        interaction_id,
        interaction_type,
        topic,
        occurred_at,
        channel,
        department,
        team
    from {{ ref('interactions') }}
    where session_id is not null
),

order_events as (
    select
        order_number,
        interaction_id,
        channel,
        department,
        team
    from {{ ref('interactions') }}
    where order_number is not null and interaction_type in ('order_placed', 'order_cancelled')
    qualify row_number() over (
            partition by order_number order by occurred_at, interaction_id
        ) = 1
),

shopping as (
    select
        chains.journey_key, chains.reference, chains.customer_id, events.interaction_type as step,
        events.occurred_at, events.interaction_id, events.channel, events.department, events.team
    from {{ ref('buy_chains') }} as chains
    inner join events
        on chains.session_id = events.session_id
    where events.interaction_type in ('search', 'product_view', 'add_to_cart', 'checkout')
        or (events.interaction_type = 'self_service_failed' and events.topic = 'website')
),

last_sessions as (
    select
        journey_key,
        reference,
        customer_id,
        ended_at,
        chain_has_checkout
    from {{ ref('buy_chains') }}
    where is_abandoned and session_id is not null
    qualify row_number() over (partition by journey_key order by ended_at desc, session_id asc) = 1
),

steps as (
    select
        journey_key, reference, customer_id, step, occurred_at, interaction_id, channel,
        department, team
    from shopping
    union all
    select
        journey_key, reference, customer_id, 'checkout_abandoned' as step,
        ended_at as occurred_at, cast(null as string) as interaction_id,
        cast(null as string) as channel, cast(null as string) as department,
        cast(null as string) as team
    from {{ ref('buy_chains') }}
    where session_id is not null and has_checkout and not has_purchase
    union all
    select
        journey_key, reference, customer_id, 'cart_abandoned' as step,
        ended_at as occurred_at, cast(null as string) as interaction_id,
        cast(null as string) as channel, cast(null as string) as department,
        cast(null as string) as team
    from last_sessions
    where not chain_has_checkout
    union all
    select
        journey_key, reference, customer_id, 'gave_up' as step,
        ended_at as occurred_at, cast(null as string) as interaction_id,
        cast(null as string) as channel, cast(null as string) as department,
        cast(null as string) as team
    from last_sessions
    union all
    select
        chains.journey_key, chains.reference, chains.customer_id,
        case
            when chains.order_standing = 'fell' then 'order_cancelled'
            else 'order_placed'
        end as step,
        chains.occurred_at, order_events.interaction_id, order_events.channel,
        order_events.department, order_events.team
    from {{ ref('buy_chains') }} as chains
    left join order_events
        on chains.order_number = order_events.order_number
    where chains.order_number is not null
)

select
    'buy:' || journey_key as journey_id,
    'buy' as goal,
    reference,
    customer_id,
    step,
    occurred_at,
    interaction_id,
    channel,
    department,
    team
from steps
