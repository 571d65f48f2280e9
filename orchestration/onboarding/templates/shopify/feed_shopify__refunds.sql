-- One row per order of which money was given back.
-- The export does not say when: the order's own day, or that of its cancellation. What went beyond
-- the goods was shipping, which is no revenue.
select
    {{ customer360.feed({
        'refund_id': 'order_number',
        'order_number': 'order_number',
        'refunded_at': 'coalesce(cancelled_at, ordered_at)',
        'refund': 'least(refunded, coalesce(subtotal, refunded))',
    }) }}
from {{ ref('stg_shopify__orders') }}
where refunded > 0
