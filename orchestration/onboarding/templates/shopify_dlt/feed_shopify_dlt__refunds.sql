-- One row per order of which money was given back.
-- The order does not say when: its own day, or that of its cancellation. What went beyond the goods
-- was shipping, which is no revenue.
select
    {{ customer360.feed({
        'refund_id': 'order_number',
        'order_number': 'order_number',
        'refunded_at': 'coalesce(cancelled_at, ordered_at)',
        'refund': 'least(total - current_total, total - coalesce(shipping, 0))',
    }) }}
from {{ ref('stg_shopify_dlt__orders') }}
where
    status in ('completed', 'refunded')
    and current_total < total
    and not coalesce(is_test, false)
