-- One row per shop account and per guest order, in the shape of a customer record.
with

guest_orders as (
    select
        *,
        customer_name as full_name
    from {{ ref('stg_shop__orders') }}
    where account_id is null
)

select
    {{ customer_record(
        department='shop',
        entity='account',
        source_record_id='account_id',
        first_seen_at='created_at',
        last_seen_at='coalesce(last_login_at, created_at)',
        has=[
            'given_name', 'family_name', 'email', 'phone', 'address_line_1', 'address_line_2',
            'city', 'postcode', 'loyalty_number',
        ],
    ) }}
from {{ ref('stg_shop__accounts') }}
union all
select
    {{ customer_record(
        department='shop',
        entity='guest_order',
        source_record_id='order_number',
        first_seen_at='ordered_at',
        last_seen_at='ordered_at',
        has=[
            'full_name', 'email', 'phone', 'address_line_1', 'address_line_2', 'city', 'postcode',
            'order_number',
        ],
    ) }}
from guest_orders
