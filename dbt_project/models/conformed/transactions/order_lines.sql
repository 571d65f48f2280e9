-- One row per line of an order, with its share of the order's discount and what came back.
with

orders as (
    select * from {{ ref('feed_purchases') }}
    where {{ until_as_of('ordered_at') }}
),

products as (
    select * from {{ ref('feed_products') }}
    qualify row_number() over (partition by department, sku order by unit_cost, category) = 1
),

-- What a line does not say of its product, the list of products does.
lines as (
    select
        lines.order_number,
        lines.line_number,
        lines.sku,
        coalesce(lines.category, products.category) as category,
        lines.quantity,
        lines.unit_price,
        coalesce(lines.unit_cost, products.unit_cost) as unit_cost
    from {{ ref('feed_purchase_lines') }} as lines
    left join products
        on lines.department = products.department and lines.sku = products.sku
),

-- A refund made after the day does not exist yet.
returned as (
    select
        order_number,
        line_number,
        sum(quantity) as quantity,
        sum(refund) as refund
    from {{ ref('feed_refunds') }}
    where {{ until_as_of('refunded_at') }}
    group by order_number, line_number
),

-- A refund that names no line of its order is of the order as a whole.
returned_whole as (
    select
        returned.order_number,
        sum(returned.refund) as refund
    from returned
    left join lines
        on returned.order_number = lines.order_number
        and returned.line_number = lines.line_number
    where lines.order_number is null
    group by returned.order_number
),

priced as (
    select
        lines.*,
        statuses.standing = 'stands' as is_standing,
        coalesce(returned.quantity, 0) as returned_quantity,
        coalesce(returned.refund, 0) as line_refund,
        lines.quantity * lines.unit_price as gross_amount,
        -- Where nothing was kept, nothing was spent, whatever a unit costs.
        case
            when lines.quantity <= coalesce(returned.quantity, 0) then 0
            else (lines.quantity - coalesce(returned.quantity, 0)) * lines.unit_cost
        end as cost,
        cast(coalesce(orders.discount, 0) as double) as order_discount,
        cast(coalesce(returned_whole.refund, 0) as double) as order_refund
    from lines
    inner join orders on lines.order_number = orders.order_number
    inner join {{ ref('order_statuses') }} as statuses
        on lines.order_number = statuses.order_number
    left join returned
        on lines.order_number = returned.order_number
        and lines.line_number = returned.line_number
    left join returned_whole on lines.order_number = returned_whole.order_number
),

running as (
    select
        *,
        sum(gross_amount) over (partition by order_number) as order_gross,
        sum(gross_amount) over (
            partition by order_number order by line_number
            rows between unbounded preceding and current row
        ) as gross_so_far
    from priced
),

shares as (
    select
        *,
        {% for amount in ['discount', 'refund'] -%}
        order_{{ amount }} * cast(gross_so_far as double)
        / nullif(cast(order_gross as double), 0) as {{ amount }}_so_far,
        order_{{ amount }} * cast(gross_so_far - gross_amount as double)
        / nullif(cast(order_gross as double), 0) as {{ amount }}_before
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from running
),

-- What is of the whole order falls on its lines by value; rounding the running total keeps their
-- sum exact.
shared as (
    select
        *,
        cast(
            coalesce(
                {{ pennies('discount_so_far') }} - {{ pennies('discount_before') }}, 0
            ) as decimal(18, 2)
        ) as discount,
        line_refund + cast(
            coalesce(
                {{ pennies('refund_so_far') }} - {{ pennies('refund_before') }}, 0
            ) as decimal(18, 2)
        ) as refund
    from shares
)

select
    order_number,
    line_number,
    sku,
    category,
    quantity,
    cast(returned_quantity as integer) as returned_quantity,
    cast(gross_amount as decimal(18, 2)) as gross_amount,
    discount,
    cast(refund as decimal(18, 2)) as refund,
    cast(
        case when is_standing then gross_amount - discount - refund else 0 end
        as decimal(18, 2)
    ) as revenue,
    cast(case when is_standing then cost else 0 end as decimal(18, 2)) as cost,
    cast(
        case when is_standing then gross_amount - discount - refund - cost else 0 end
        as decimal(18, 2)
    ) as margin
from shared
