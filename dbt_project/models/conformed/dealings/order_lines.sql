-- One row per line of an order, with its share of the order's discount and what came back.
with

orders as (
    select * from {{ ref('stg_shop__orders') }}
    where {{ until_as_of('ordered_at') }}
),

lines as (
    select * from {{ ref('stg_shop__order_lines') }}
),

-- A refund made after the day does not exist yet.
returned as (
    select
        order_number,
        line_number,
        sum(quantity) as quantity,
        sum(refund_gbp) as refund_gbp
    from {{ ref('stg_shop__returns') }}
    where {{ until_as_of('returned_at') }}
    group by order_number, line_number
),

priced as (
    select
        lines.*,
        statuses.standing = 'stands' as is_standing,
        coalesce(returned.quantity, 0) as returned_quantity,
        coalesce(returned.refund_gbp, 0) as refund_gbp,
        lines.quantity * lines.unit_price_gbp as gross_gbp,
        greatest(lines.quantity - coalesce(returned.quantity, 0), 0)
        * lines.unit_cost_gbp as cost_gbp,
        cast(coalesce(orders.discount_gbp, 0) as double) as order_discount_gbp
    from lines
    inner join orders on lines.order_number = orders.order_number
    inner join {{ ref('order_statuses') }} as statuses
        on lines.order_number = statuses.order_number
    left join returned
        on lines.order_number = returned.order_number
        and lines.line_number = returned.line_number
),

running as (
    select
        *,
        sum(gross_gbp) over (partition by order_number) as order_gross_gbp,
        sum(gross_gbp) over (
            partition by order_number order by line_number
            rows between unbounded preceding and current row
        ) as gross_so_far_gbp
    from priced
),

shares as (
    select
        *,
        order_discount_gbp * cast(gross_so_far_gbp as double)
        / nullif(cast(order_gross_gbp as double), 0) as discount_so_far_gbp,
        order_discount_gbp * cast(gross_so_far_gbp - gross_gbp as double)
        / nullif(cast(order_gross_gbp as double), 0) as discount_before_gbp
    from running
),

-- The discount falls on the lines by value; rounding the running total keeps their sum exact.
discounted as (
    select
        *,
        cast(
            coalesce(round(discount_so_far_gbp, 2) - round(discount_before_gbp, 2), 0)
            as decimal(18, 2)
        ) as discount_gbp
    from shares
)

select
    order_number,
    line_number,
    sku,
    category,
    quantity,
    cast(returned_quantity as integer) as returned_quantity,
    cast(gross_gbp as decimal(18, 2)) as gross_gbp,
    discount_gbp,
    cast(refund_gbp as decimal(18, 2)) as refund_gbp,
    cast(
        case when is_standing then gross_gbp - discount_gbp - refund_gbp else 0 end
        as decimal(18, 2)
    ) as revenue_gbp,
    cast(case when is_standing then cost_gbp else 0 end as decimal(18, 2)) as cost_gbp,
    cast(
        case when is_standing then gross_gbp - discount_gbp - refund_gbp - cost_gbp else 0 end
        as decimal(18, 2)
    ) as margin_gbp
from discounted
