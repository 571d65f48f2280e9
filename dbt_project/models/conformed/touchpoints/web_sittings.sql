-- One row per touchpoint of a web visitor, with the sitting it is part of: no gap above the limit.
{% set longest_gap = journey_limit('session_gap') ~ ' * 60' %}
{% set in_time = 'touchpoints.occurred_at, touchpoints.interaction_id' %}

with

touchpoints as (
    select
        interaction_id,
        visitor_id,
        record_id,
        order_number,
        occurred_at,
        {{ seconds_between(
            'lag(occurred_at) over (partition by visitor_id order by occurred_at, interaction_id)',
            'occurred_at',
        ) }} as gap_seconds
    from {{ ref('touchpoints_recorded') }}
    where visitor_id is not null
),

crosswalk as (
    select
        record_id,
        customer_id
    from {{ ref('crosswalk') }}
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
        touchpoints.interaction_id,
        touchpoints.visitor_id,
        touchpoints.occurred_at,
        crosswalk.customer_id as login_customer_id,
        buyers.customer_id as buyer_id,
        sum(
            case
                when touchpoints.gap_seconds <= {{ longest_gap }} then 0
                else 1
            end
        ) over (
            partition by touchpoints.visitor_id order by {{ in_time }}
            rows between unbounded preceding and current row
        ) as sitting_number
    from touchpoints
    left join crosswalk
        on touchpoints.record_id = crosswalk.record_id
    left join buyers
        on touchpoints.order_number = buyers.order_number
),

sittings as (
    select
        visitor_id,
        sitting_number,
        min(occurred_at) as sitting_started_at
    from numbered
    group by visitor_id, sitting_number
)

select
    numbered.interaction_id,
    numbered.visitor_id,
    numbered.occurred_at,
    numbered.login_customer_id,
    numbered.buyer_id,
    cast(numbered.sitting_number as integer) as sitting_number,
    sittings.sitting_started_at
from numbered
inner join sittings
    on numbered.visitor_id = sittings.visitor_id
    and numbered.sitting_number = sittings.sitting_number
