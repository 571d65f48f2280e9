-- One row per source record: what one department wrote down about one person, as it wrote it.
-- Web has visitors, not records: they join a customer through the accounts they log in to.
with

records as (
    {{ union_departments(
        'customer_records',
        columns=['record_id', 'department', 'source_record_id', 'entity']
            + customer_record_fields().keys() | list
            + ['first_seen_at', 'last_seen_at'],
        without=['web'],
    ) }}
),

gift_orders as (
    select order_number
    from {{ ref('stg_shop__orders') }}
    where is_gift
)

select
    records.*,
    records.entity = 'recipient' and gift_orders.order_number is not null as is_gift_recipient
from records
left join gift_orders on records.order_number = gift_orders.order_number
-- A record without a date is kept: better known too early than lost.
where coalesce({{ until_as_of('records.first_seen_at') }}, true)
