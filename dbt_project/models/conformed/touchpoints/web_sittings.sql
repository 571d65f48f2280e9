-- One row per web event, with the sitting it is part of: one browser, no gap above the limit.
{% set gap_seconds = journey_limit('session_gap') ~ ' * 60' %}

with

events as (
    select
        event_id,
        visitor_id,
        account_id,
        order_number,
        occurred_at,
        lag(occurred_at) over (
            partition by visitor_id order by occurred_at, event_id
        ) as event_before_at
    from {{ ref('stg_web__events') }}
    where {{ until_as_of('occurred_at') }}
),

accounts as (
    select
        source_record_id as account_id,
        customer_id
    from {{ ref('crosswalk') }}
    where department = 'shop'
),

buyers as (
    select
        order_number,
        customer_id
    from {{ ref('orders') }}
),

-- A gap of exactly the limit stays in the sitting.
numbered as (
    select
        events.event_id,
        events.visitor_id,
        events.occurred_at,
        accounts.customer_id as login_customer_id,
        buyers.customer_id as buyer_id,
        sum(
            case
                when events.event_before_at is null
                    or {{ seconds_between('events.event_before_at', 'events.occurred_at') }}
                    > {{ gap_seconds }} then 1
                else 0
            end
        ) over (
            partition by events.visitor_id
            order by events.occurred_at, events.event_id
            rows between unbounded preceding and current row
        ) as sitting_number
    from events
    left join accounts
        on events.account_id = accounts.account_id
    left join buyers
        on events.order_number = buyers.order_number
)

select
    event_id,
    visitor_id,
    occurred_at,
    login_customer_id,
    buyer_id,
    cast(sitting_number as integer) as sitting_number,
    min(occurred_at) over (partition by visitor_id, sitting_number) as sitting_started_at
from numbered
