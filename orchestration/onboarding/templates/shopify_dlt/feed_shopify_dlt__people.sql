-- One row per customer, and per order of nobody named.
select
    {{ customer360.feed({
        'record_id': 'customer_id',
        'entity': "'customer'",
        'given_name': 'given_name',
        'family_name': 'family_name',
        'email': 'email',
        'phone': 'phone',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'postcode': 'postcode',
        'first_seen_at': 'created_at',
        'last_seen_at': 'coalesce(updated_at, created_at)',
    }) }}
from {{ ref('stg_shopify_dlt__customers') }}
union all
select
    {{ customer360.feed({
        'record_id': 'order_number',
        'entity': "'guest_order'",
        'email': 'email',
        'order_number': 'order_number',
        'first_seen_at': 'ordered_at',
        'last_seen_at': 'ordered_at',
    }) }}
from {{ ref('stg_shopify_dlt__orders') }}
where customer_id is null and not coalesce(is_test, false)
