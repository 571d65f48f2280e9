-- One row per shopping session or order, with the chain towards one purchase it belongs to.
{% set gap_seconds = journey_limit('buy_chain_gap') ~ ' * 86400' %}
{% set in_time = 'occurred_at, order_number nulls first, session_id nulls last' %}
{% set end_of_day = 'cast(' ~ add_days(as_of(), 1) ~ ' as timestamp)' %}

with

points as (
    select
        customer_id,
        started_at as occurred_at,
        session_id,
        cast(null as string) as order_number,
        cast(null as string) as order_standing,
        has_cart or has_checkout as has_intent,
        ended_at,
        has_checkout,
        has_purchase
    from {{ ref('sessions') }}
    where is_shopping and customer_id is not null
    union all
    select
        customer_id,
        ordered_at as occurred_at,
        cast(null as string) as session_id,
        order_number,
        standing as order_standing,
        true as has_intent,
        cast(null as timestamp) as ended_at,
        false as has_checkout,
        false as has_purchase
    from {{ ref('orders') }}
    -- A credit note under a number of its own buys nothing.
    where customer_id is not null and standing <> 'held' and coalesce(revenue, 0) >= 0
),

neighbours as (
    select
        *,
        coalesce(order_number, session_id) as point_id,
        lag(occurred_at) over (
            partition by customer_id order by {{ in_time }}
        ) as occurred_before_at,
        lag(order_number) over (partition by customer_id order by {{ in_time }}) as order_before
    from points
),

-- An order closes its chain; a gap of exactly the limit does not.
starts as (
    select
        *,
        case
            when occurred_before_at is null or order_before is not null
                or {{ seconds_between('occurred_before_at', 'occurred_at') }}
                > {{ gap_seconds }} then point_id
        end as started_by
    from neighbours
),

chains as (
    select
        *,
        {{ last_known('started_by', 'customer_id', in_time) }} as chain_id
    from starts
),

facts as (
    select
        chain_id,
        max(order_number) as chain_order_number,
        max(order_standing) as chain_order_standing,
        max(case when order_number is not null then occurred_at end) as chain_ordered_at,
        max(has_intent) as chain_has_intent,
        max(has_checkout) as chain_has_checkout,
        max(occurred_at) as last_point_at
    from chains
    group by chain_id
)

select
    coalesce(facts.chain_order_number, chains.chain_id) as journey_key,
    facts.chain_order_number as reference,
    facts.chain_order_standing as order_standing,
    facts.chain_ordered_at as ordered_at,
    chains.customer_id,
    chains.session_id,
    chains.order_number,
    chains.occurred_at,
    chains.ended_at,
    chains.has_checkout,
    chains.has_purchase,
    facts.chain_has_checkout,
    facts.chain_order_number is null
    and {{ seconds_between('facts.last_point_at', end_of_day) }}
    > {{ gap_seconds }} as is_abandoned
from chains
inner join facts
    on chains.chain_id = facts.chain_id
where facts.chain_has_intent
