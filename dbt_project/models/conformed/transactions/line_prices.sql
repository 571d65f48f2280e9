-- One row per line of an order, at its price less its share of the order's discount.
with

orders as (
    select * from {{ ref('order_amounts') }}
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
        products.product_name,
        coalesce(lines.category, products.category) as category,
        lines.quantity,
        coalesce(lines.unit_cost, products.unit_cost) as unit_cost,
        cast(lines.quantity * lines.unit_price as decimal(18, 2)) as gross_amount,
        cast(orders.discount as double) as order_discount
    from {{ ref('feed_purchase_lines') }} as lines
    inner join orders on lines.order_number = orders.order_number
    left join products
        on lines.department = products.department and lines.sku = products.sku
),

stored_value as (
    select distinct lines.order_number, lines.line_number
    from lines
    inner join {{ policy('stored_value') }} as rules
        on {{ word_key(
            "case rules.column_name when 'sku' then lines.sku when 'category' then lines.category"
            ~ " when 'product_name' then lines.product_name end"
        ) }} like rules.pattern
),

running as (
    select
        lines.*,
        stored_value.order_number is not null as is_stored_value,
        sum(lines.gross_amount) over (partition by lines.order_number) as order_gross,
        sum(lines.gross_amount) over (
            partition by lines.order_number order by lines.line_number
            rows between unbounded preceding and current row
        ) as gross_so_far
    from lines
    left join stored_value
        on lines.order_number = stored_value.order_number
        and lines.line_number = stored_value.line_number
),

shares as (
    select
        *,
        order_discount * cast(gross_so_far as double)
        / nullif(cast(order_gross as double), 0) as discount_so_far,
        order_discount * cast(gross_so_far - gross_amount as double)
        / nullif(cast(order_gross as double), 0) as discount_before
    from running
),

-- The discount falls on the lines by value; rounding the running total keeps their sum exact.
discounted as (
    select
        *,
        cast(
            coalesce({{ pennies('discount_so_far') }} - {{ pennies('discount_before') }}, 0)
            as decimal(18, 2)
        ) as discount
    from shares
)

select
    order_number,
    line_number,
    sku,
    category,
    is_stored_value,
    quantity,
    unit_cost,
    gross_amount,
    discount,
    cast(gross_amount - discount as decimal(18, 2)) as paid_amount
from discounted
