-- One row per order, belonging to whoever pays for it.
select
    orders.order_number,
    orders.record_id,
    owners.customer_id,
    orders.department,
    orders.line_of_business,
    orders.ordered_at,
    cast(orders.ordered_at as date) as ordered_on,
    orders.channel,
    orders.status,
    worth.standing,
    orders.is_guest,
    orders.is_gift,
    worth.is_qualifying,
    orders.promo_code,
    worth.has_lines,
    worth.gross_amount,
    worth.stored_value,
    worth.discount,
    worth.shipping,
    worth.charged_amount,
    worth.refund,
    worth.revenue,
    worth.cost,
    worth.margin
from {{ ref('feed_purchases') }} as orders
inner join {{ ref('order_values') }} as worth
    on orders.order_number = worth.order_number and worth.is_latest
left join {{ ref('record_owners') }} as owners
    on orders.record_id = owners.record_id
    and {{ is_owner_at('orders.ordered_at') }}
