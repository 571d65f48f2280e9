-- One row per order; account_id is empty for a guest checkout.
select
    {{ customer360.clean('order_number') }},
    {{ customer360.clean('account_id') }},
    {{ customer360.clean('email') }},
    {{ customer360.clean('customer_name') }},
    {{ customer360.clean('phone') }},
    {{ customer360.clean('address_line_1') }},
    {{ customer360.clean('address_line_2') }},
    {{ customer360.clean('city') }},
    {{ customer360.clean('postcode') }},
    is_gift,
    ordered_at,
    {{ customer360.clean('status') }},
    {{ customer360.clean('channel') }},
    {{ customer360.clean('promo_code') }},
    shipping_gbp,
    discount_gbp,
    total_gbp,
    -- Only files of the shops abroad say it; the contract keeps it among the extra columns.
    {{ customer360.json_text('_extra', "'$.currency'") }} as currency
from {{ source('raw_shop', 'orders') }}
