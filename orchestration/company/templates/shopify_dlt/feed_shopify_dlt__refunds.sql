-- One row per order of which money was given back.
-- When is not said in the order: its own day, or that of its cancellation.
select
    {{ customer360.feed({
        'refund_id': 'order_number',
        'order_number': 'order_number',
        'refunded_at': 'coalesce(cancelled_at, ordered_at)',
        'refund': 'total - current_total',
    }) }}
from {{ ref('stg_shopify_dlt__orders') }}
where
    status in ('completed', 'refunded')
    and current_total < total
    and not coalesce(is_test, false)
