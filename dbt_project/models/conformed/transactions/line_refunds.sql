-- One row per line that a refund names and version of its order: what of it is of the line and what
-- is beyond.
with

-- A refund made after the day does not exist yet.
named as (
    select
        refunds.order_number,
        refunds.line_number,
        versions.known_from,
        versions.is_latest,
        cast(sum(refunds.quantity) as bigint) as returned_quantity,
        greatest(sum(refunds.refund - coalesce(refunds.shipping, 0)), 0) as refund
    from {{ ref('feed_refunds') }} as refunds
    inner join {{ ref('order_versions') }} as versions
        on refunds.order_number = versions.order_number
        and cast(refunds.refunded_at as date) <= versions.known_from
    group by
        refunds.order_number, refunds.line_number, versions.known_from, versions.is_latest
)

select
    named.order_number,
    named.line_number,
    named.known_from,
    named.is_latest,
    named.returned_quantity,
    cast(least(named.refund, greatest(lines.paid_amount, 0)) as decimal(18, 2)) as of_line,
    cast(greatest(named.refund - greatest(lines.paid_amount, 0), 0) as decimal(18, 2)) as beyond
from named
inner join {{ ref('line_prices') }} as lines
    on named.order_number = lines.order_number and named.line_number = lines.line_number
