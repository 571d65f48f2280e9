-- One row per shop account and per guest order. An account that
-- only its orders know is what the newest of them says.
with

guest_orders as (
    select
        *,
        customer_name as full_name
    from {{ ref('stg_shop__orders') }}
    where account_id is null
),

accounts_unlisted as (
    select
        orders.*,
        orders.customer_name as full_name,
        min(orders.ordered_at) over (partition by orders.account_id) as first_ordered_at,
        row_number() over (
            partition by orders.account_id order by orders.ordered_at desc, orders.order_number desc
        ) as newest_first
    from {{ ref('stg_shop__orders') }} as orders
    left join {{ ref('stg_shop__accounts') }} as accounts
        on orders.account_id = accounts.account_id
    where orders.account_id is not null and accounts.account_id is null
)

select
    {{ customer360.feed({
        'record_id': 'account_id',
        'entity': "'account'",
        'given_name': 'given_name',
        'family_name': 'family_name',
        'email': 'email',
        'phone': 'phone',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'postcode': 'postcode',
        'loyalty_number': 'loyalty_number',
        'first_seen_at': 'created_at',
        'last_seen_at': 'coalesce(last_login_at, created_at)',
    }) }}
from {{ ref('stg_shop__accounts') }}
union all
select
    {{ customer360.feed({
        'record_id': 'order_number',
        'entity': "'guest_order'",
        'full_name': 'full_name',
        'email': 'email',
        'phone': 'phone',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'postcode': 'postcode',
        'order_number': 'order_number',
        'first_seen_at': 'ordered_at',
        'last_seen_at': 'ordered_at',
    }) }}
from guest_orders
union all
select
    {{ customer360.feed({
        'record_id': 'account_id',
        'entity': "'account'",
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
from accounts_unlisted
where newest_first = 1
