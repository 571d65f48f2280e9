-- One row per e-mail address that ordered, else per order: what the newest order says.
with

orders as (
    select
        *,
        min(ordered_at) over (partition by buyer) as first_ordered_at,
        row_number() over (
            partition by buyer order by ordered_at desc, order_number desc
        ) as newest_first
    from {{ ref('stg_shopify__orders') }}
)

select
    {{ customer360.feed({
        'record_id': 'buyer',
        'entity': "'buyer'",
        'full_name': 'full_name',
        'email': 'email',
        'phone': 'phone',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'postcode': 'postcode',
        'first_seen_at': 'first_ordered_at',
        'last_seen_at': 'ordered_at',
    }) }}
from orders
where newest_first = 1
