-- One row per line of an order and version of it, with its share of the order's discount and what
-- had come back.
with

lines as (
    select
        lines.*,
        versions.known_from,
        versions.is_latest,
        statuses.standing = 'stands' as is_standing,
        coalesce(named.returned_quantity, 0) as returned_quantity,
        coalesce(named.of_line, 0) as named_refund,
        greatest(lines.paid_amount, 0) - coalesce(named.of_line, 0) as paid_and_kept,
        cast(coalesce(order_refunds.to_share, 0) as double) as to_share
    from {{ ref('line_prices') }} as lines
    inner join {{ ref('order_statuses') }} as statuses
        on lines.order_number = statuses.order_number
    inner join {{ ref('order_versions') }} as versions
        on lines.order_number = versions.order_number
    left join {{ ref('line_refunds') }} as named
        on lines.order_number = named.order_number
        and lines.line_number = named.line_number
        and versions.known_from = named.known_from
    left join {{ ref('order_refunds') }} as order_refunds
        on lines.order_number = order_refunds.order_number
        and versions.known_from = order_refunds.known_from
),

running as (
    select
        *,
        sum(paid_and_kept) over (partition by order_number, known_from) as order_kept,
        sum(paid_and_kept) over (
            partition by order_number, known_from order by line_number
            rows between unbounded preceding and current row
        ) as kept_so_far
    from lines
),

shares as (
    select
        *,
        to_share * cast(kept_so_far as double)
        / nullif(cast(order_kept as double), 0) as refund_so_far,
        to_share * cast(kept_so_far - paid_and_kept as double)
        / nullif(cast(order_kept as double), 0) as refund_before
    from running
),

-- What no line is named for falls on what the lines have left, the sum exact as with discounts.
refunded as (
    select
        *,
        named_refund + cast(
            coalesce({{ pennies('refund_so_far') }} - {{ pennies('refund_before') }}, 0)
            as decimal(18, 2)
        ) as refund
    from shares
),

-- A line that came back, or that was paid back whole, cost nothing, whatever a unit costs.
costed as (
    select
        *,
        case
            when quantity <= returned_quantity then 0
            when paid_amount > 0 and refund >= paid_amount and returned_quantity = 0 then 0
            else (quantity - returned_quantity) * unit_cost
        end as kept_cost,
        is_standing and not is_stored_value as is_sale
    from refunded
)

select
    order_number,
    line_number,
    known_from,
    is_latest,
    sku,
    category,
    is_stored_value,
    quantity,
    cast(returned_quantity as integer) as returned_quantity,
    gross_amount,
    discount,
    cast(refund as decimal(18, 2)) as refund,
    cast(case when is_sale then paid_amount - refund else 0 end as decimal(18, 2)) as revenue,
    cast(case when is_sale then kept_cost else 0 end as decimal(18, 2)) as cost,
    cast(case when is_sale then paid_amount - refund - kept_cost else 0 end as decimal(18, 2))
        as margin
from costed
