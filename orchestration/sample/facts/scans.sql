-- One row per scan of a parcel.
with possible as (
    select order_key, 'COLLECTED' as status, null as reason,
        office_hours(dispatched_on, order_key, 'collected') as occurred_at
    from consignments
    union all
    select order_key, 'OUT FOR DELIVERY', null,
        first_try_at - seconds(whole(order_key, 'out', 1800, 9000))
    from consignments
    union all
    select order_key, 'FAILED', failure_reason, first_try_at from consignments where fails
    union all
    select order_key, 'OUT FOR DELIVERY', null,
        delivered_at - seconds(whole(order_key, 'out 2', 1800, 9000))
    from consignments where fails and not comes_back
    union all
    select order_key, 'DELIVERED', null, delivered_at from consignments
        where delivered_at is not null
    union all
    select order_key, 'RETURNED', failure_reason, returned_at from consignments
    where returned_at is not null
)

select
    *, row_number() over (partition by order_key order by occurred_at, status) as scan_number
from possible
where occurred_at < until_at()
