-- One row per order placed by the day, with what was charged and given off.
with

orders as (
    select * from {{ ref('feed_purchases') }}
    where {{ until_as_of('ordered_at') }}
),

-- A code that stands for stored value is a means of payment, and what it takes off no discount.
paid_by_code as (
    select distinct orders.order_number
    from orders
    inner join {{ policy('stored_value') }} as rules
        on rules.column_name = 'promo_code'
        and {{ word_key('orders.promo_code') }} like rules.pattern
)

select
    orders.order_number,
    cast(
        orders.total_amount
        + coalesce(orders.gift_card_amount, 0)
        + case
            when paid_by_code.order_number is not null then coalesce(orders.discount, 0) else 0
        end as decimal(18, 2)
    ) as charged_amount,
    cast(coalesce(orders.shipping, 0) as decimal(18, 2)) as shipping,
    cast(
        case
            when paid_by_code.order_number is not null then 0 else coalesce(orders.discount, 0)
        end as decimal(18, 2)
    ) as discount
from orders
left join paid_by_code on orders.order_number = paid_by_code.order_number
