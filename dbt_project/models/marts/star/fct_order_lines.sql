-- One row per line of an order; an order without lines is one line, number 0, with its amounts.
with

orders as (
    select
        orders.*, customers.household_id, markets.brand, markets.country, markets.currency
    from {{ ref('orders') }} as orders
    left join {{ ref('customers') }} as customers on orders.customer_id = customers.customer_id
    left join {{ ref('sale_markets') }} as markets
        on markets.kind = 'order' and orders.order_number = markets.sale_id
    where {{ until_as_of('orders.ordered_on') }}
),

lines as (
    select
        orders.order_number,
        coalesce(lines.line_number, 0) as line_number,
        case
            when lines.order_number is null then 'unknown'
            else orders.department || ':' || coalesce(lines.sku, 'unknown')
        end as product_id,
        lines.quantity,
        lines.returned_quantity,
        case when lines.order_number is null then orders.gross_amount else lines.gross_amount end
            as gross_amount,
        case when lines.order_number is null then orders.discount else lines.discount end
            as discount,
        case when lines.order_number is null then orders.refund else lines.refund end as refund,
        case when lines.order_number is null then orders.revenue else lines.revenue end as revenue,
        case when lines.order_number is null then orders.cost else lines.cost end as cost,
        case when lines.order_number is null then orders.margin else lines.margin end as margin
    from orders
    left join {{ ref('order_lines') }} as lines on orders.order_number = lines.order_number
)

select
    lines.order_number || ':' || cast(lines.line_number as string) as order_line_id,
    lines.order_number,
    lines.line_number,
    {{ known('orders.customer_id') }} as customer_id,
    {{ known('orders.household_id') }} as household_id,
    lines.product_id,
    {{ known('orders.channel') }} as channel,
    orders.ordered_on,
    orders.department,
    orders.line_of_business,
    {{ known('orders.brand') }} as brand,
    {{ known('orders.country') }} as country,
    {{ known('orders.currency') }} as currency,
    orders.status,
    orders.is_qualifying,
    orders.is_gift,
    lines.quantity,
    lines.returned_quantity,
    lines.gross_amount,
    lines.discount,
    lines.refund,
    lines.revenue,
    lines.cost,
    lines.margin
from lines
inner join orders on lines.order_number = orders.order_number
