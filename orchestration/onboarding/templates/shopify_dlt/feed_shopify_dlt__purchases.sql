-- One row per order but those for trial; one in another currency than the company's is held.
with

orders as (
    select
        *,
        coalesce(customer_id, order_number) as payer,
        customer_id is null as is_guest,
        case
            when cancelled_at is not null and status = 'pending' then 'cancelled' else status
        end as standing_status
    from {{ ref('stg_shopify_dlt__orders') }}
    where not coalesce(is_test, false)
)

select
    {{ customer360.feed({
        'order_number': 'order_number',
        'record_id': 'payer',
        'ordered_at': 'ordered_at',
        'status': customer360.status_in_currency('standing_status', 'currency', 'USD'),
        'channel': 'channel',
        'is_guest': 'is_guest',
        'total_amount': 'total',
        'shipping': 'shipping',
        'discount': 'discount',
    }) }}
from orders
