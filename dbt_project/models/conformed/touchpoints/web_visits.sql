-- One row per web event, with the person it belongs to and the session it is part of.
{% set gap_seconds = journey_limit('session_gap') ~ ' * 60' %}

with

events as (
    select
        event_id,
        visitor_id,
        occurred_at
    from {{ ref('stg_web__events') }}
    where {{ until_as_of('occurred_at') }}
),

spans as (
    select * from {{ ref('visitor_spans') }}
),

owned as (
    select
        events.event_id,
        events.visitor_id,
        events.occurred_at,
        spans.customer_id,
        spans.span_number
    from events
    left join spans
        on events.visitor_id = spans.visitor_id
        and events.occurred_at >= spans.valid_from
        and (spans.valid_to is null or events.occurred_at < spans.valid_to)
),

gaps as (
    select
        *,
        lag(occurred_at) over (
            partition by visitor_id, span_number order by occurred_at, event_id
        ) as event_before_at
    from owned
),

-- A gap of exactly the limit stays in the session; a new person on the device starts another.
starts as (
    select
        *,
        case
            when event_before_at is null
                or {{ seconds_between('event_before_at', 'occurred_at') }}
                > {{ gap_seconds }} then event_id
        end as started_by
    from gaps
)

select
    event_id,
    visitor_id,
    customer_id,
    occurred_at,
    {{ last_known('started_by', 'visitor_id, span_number', 'occurred_at, event_id') }}
        as session_id
from starts
