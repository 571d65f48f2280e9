-- One row per touchpoint with the shop: an order placed, or a line of it returned.
with

orders as (
    select
        *,
        coalesce(account_id, order_number) as source_record_id
    from {{ ref('stg_shop__orders') }}
)

select
    {{ customer360.feed({
        'interaction_id': 'order_number',
        'record_id': 'source_record_id',
        'occurred_at': 'ordered_at',
        'source_event': "'order ' || status",
        'channel': "case when channel = 'phone' then 'phone' else 'web' end",
        'order_number': 'order_number',
        'campaign_id': 'promo_code',
        'outcome': 'status',
    }) }}
from orders
union all
select
    {{ customer360.feed({
        'interaction_id': 'return_id',
        'record_id': 'source_record_id',
        'occurred_at': 'returned_at',
        'source_event': "'return'",
        'topic': "'returns'",
        'order_number': 'returns.order_number',
        'outcome': 'reason',
    }) }}
from {{ ref('stg_shop__returns') }} as returns
inner join orders
    on returns.order_number = orders.order_number
