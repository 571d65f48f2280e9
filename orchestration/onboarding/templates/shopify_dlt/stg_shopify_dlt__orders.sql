-- One row per order.
select
    {{ customer360.clean('order_id') }},
    {{ customer360.clean('order_number') }},
    {{ customer360.clean('customer_id') }},
    {{ customer360.clean('email') }},
    {{ customer360.clean('status') }},
    ordered_at,
    cancelled_at,
    {{ customer360.clean('currency') }},
    total,
    current_total,
    discount,
    shipping,
    {{ customer360.clean('channel') }},
    is_test,
    {{ customer360.clean('dlt_id') }}
from {{ source('raw_shopify_dlt', 'orders') }}
