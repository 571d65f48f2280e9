-- One row per order; one in another currency than the company's is held.
with

lines as (
    select
        order_number,
        sum(quantity * unit_price) as gross_amount
    from {{ ref('stg_shopify__order_lines') }}
    group by order_number
),

-- The subtotal says what all discounts left of the lines, whoever gave them.
orders as (
    select
        orders.*,
        coalesce(lines.gross_amount - orders.subtotal, orders.discount) as given_discount,
        case
            when orders.cancelled_at is not null and orders.status = 'pending' then 'cancelled'
            else orders.status
        end as standing_status
    from {{ ref('stg_shopify__orders') }} as orders
    left join lines on orders.order_number = lines.order_number
)

select
    {{ customer360.feed({
        'order_number': 'order_number',
        'record_id': 'buyer',
        'ordered_at': 'ordered_at',
        'status': customer360.status_in_currency('standing_status', 'currency', 'USD'),
        'channel': 'channel',
        'promo_code': 'discount_code',
        'total_amount': 'total',
        'shipping': 'shipping',
        'discount': 'given_discount',
    }) }}
from orders
