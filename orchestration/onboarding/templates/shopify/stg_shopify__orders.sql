-- One row per order.
select
    {{ customer360.clean('order_number') }},
    {{ customer360.clean('buyer') }},
    {{ customer360.clean('email') }},
    {{ customer360.clean('phone') }},
    {{ customer360.clean('full_name') }},
    {{ customer360.clean('address_line_1') }},
    {{ customer360.clean('address_line_2') }},
    {{ customer360.clean('city') }},
    {{ customer360.clean('postcode') }},
    {{ customer360.clean('status') }},
    ordered_at,
    cancelled_at,
    {{ customer360.clean('currency') }},
    subtotal,
    shipping,
    total,
    discount,
    {{ customer360.clean('discount_code') }},
    refunded,
    {{ customer360.clean('may_email') }},
    {{ customer360.clean('channel') }}
from {{ source('raw_shopify', 'orders') }}
