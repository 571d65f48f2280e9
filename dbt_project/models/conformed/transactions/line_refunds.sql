-- One row per line that a refund names, by the day: what of it is of the line and what is beyond.
with

-- A refund made after the day does not exist yet.
named as (
    select
        order_number,
        line_number,
        cast(sum(quantity) as bigint) as returned_quantity,
        greatest(sum(refund - coalesce(shipping, 0)), 0) as refund
    from {{ ref('feed_refunds') }}
    where {{ until_as_of('refunded_at') }}
    group by order_number, line_number
)

select
    named.order_number,
    named.line_number,
    named.returned_quantity,
    cast(least(named.refund, greatest(lines.paid_amount, 0)) as decimal(18, 2)) as of_line,
    cast(greatest(named.refund - greatest(lines.paid_amount, 0), 0) as decimal(18, 2)) as beyond
from named
inner join {{ ref('line_prices') }} as lines
    on named.order_number = lines.order_number and named.line_number = lines.line_number
