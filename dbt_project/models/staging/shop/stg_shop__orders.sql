-- One row per order; account_id is empty for a guest checkout.
select
    {{ clean('order_number') }},
    {{ clean('account_id') }},
    {{ clean('email') }},
    {{ clean('customer_name') }},
    {{ clean('phone') }},
    {{ clean('address_line_1') }},
    {{ clean('address_line_2') }},
    {{ clean('city') }},
    {{ clean('postcode') }},
    is_gift,
    ordered_at,
    {{ clean('status') }},
    {{ clean('channel') }},
    {{ clean('promo_code') }},
    shipping_gbp,
    discount_gbp,
    total_gbp
from {{ source('raw_shop', 'orders') }}
