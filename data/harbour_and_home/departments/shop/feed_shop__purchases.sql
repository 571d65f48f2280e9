-- One row per order.
select
    {{ customer360.feed({
        'order_number': 'order_number',
        'record_id': 'coalesce(account_id, order_number)',
        'line_of_business': "'retail'",
        'ordered_at': 'ordered_at',
        'status': 'status',
        'channel': 'channel',
        'is_guest': 'account_id is null',
        'is_gift': 'is_gift',
        'promo_code': 'promo_code',
        'total_amount': 'total_gbp',
        'shipping': 'shipping_gbp',
        'discount': 'discount_gbp',
        'currency': 'currency',
    }) }}
from {{ ref('stg_shop__orders') }}
