-- One row per touchpoint of a web visitor, with the person it belongs to and its session.
with

sittings as (
    select * from {{ ref('web_sittings') }}
),

-- An open end as a far day: with `or`, a join of millions of rows would compare each with each.
spans as (
    select
        visitor_id,
        customer_id,
        span_number,
        valid_from,
        coalesce(valid_to, cast('9999-12-31' as timestamp)) as valid_to
    from {{ ref('visitor_spans') }}
),

owned as (
    select
        sittings.interaction_id,
        sittings.visitor_id,
        sittings.occurred_at,
        sittings.sitting_number,
        sittings.buyer_id,
        spans.customer_id,
        spans.span_number
    from sittings
    left join spans
        on sittings.visitor_id = spans.visitor_id
        and sittings.occurred_at >= spans.valid_from
        and sittings.occurred_at < spans.valid_to
)

-- A session is one person's part of a sitting; an order without log-in names the person of its own.
select
    interaction_id,
    visitor_id,
    occurred_at,
    coalesce(
        max(buyer_id) over (partition by visitor_id, sitting_number, span_number), customer_id
    ) as customer_id,
    first_value(interaction_id) over (
        partition by visitor_id, sitting_number, span_number order by occurred_at, interaction_id
    ) as session_id
from owned
