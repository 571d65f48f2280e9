-- One row per touchpoint of a web visitor, with the sitting it is part of: no gap above the limit.
{% set longest_gap = journey_limit('session_gap') ~ ' * 60' %}

with

-- A gap of exactly the limit stays in the sitting.
touchpoints as (
    select
        interaction_id,
        visitor_id,
        record_id,
        order_number,
        occurred_at,
        case
            when {{ seconds_between(
                'lag(occurred_at) over (partition by visitor_id order by occurred_at, interaction_id)',
                'occurred_at',
            ) }} <= {{ longest_gap }} then 0
            else 1
        end as starts_sitting
    from {{ ref('touchpoints_recorded') }}
    where visitor_id is not null
),

numbered as (
    select
        *,
        cast(row_number() over so_far as bigint) as event_number,
        sum(starts_sitting) over so_far as sitting_number,
        max(case when starts_sitting = 1 then occurred_at end) over so_far as sitting_started_at
    from touchpoints
    window so_far as (
        partition by visitor_id order by occurred_at, interaction_id
        rows between unbounded preceding and current row
    )
),

buyers as (
    select
        order_number,
        customer_id
    from {{ ref('orders') }}
)

select
    numbered.interaction_id,
    numbered.visitor_id,
    numbered.occurred_at,
    owners.customer_id as login_customer_id,
    buyers.customer_id as buyer_id,
    numbered.event_number,
    cast(numbered.sitting_number as integer) as sitting_number,
    numbered.sitting_started_at
from numbered
left join {{ ref('record_owners') }} as owners
    on numbered.record_id = owners.record_id
    and {{ is_owner_at('numbered.occurred_at') }}
left join buyers
    on numbered.order_number = buyers.order_number
