-- One row per order not cancelled: the way to the door.
with doors as (
    select
        o.person_id, o.order_number, o.ordered_at, c.promised_on,
        if(c.fails and c.first_try_at < until_at(), c.first_try_at, null) as failed_at,
        if(c.delivered_at < until_at(), c.delivered_at, null) as delivered_at,
        if(c.returned_at < until_at(), c.returned_at, null) as returned_at,
    from orders o
    left join consignments c using (order_key)
    where not o.is_cancelled
)

select
    person_id, 'receive' as goal, order_number as reference, ordered_at as started_at,
    coalesce(delivered_at, returned_at) as ended_at,
    case when delivered_at is not null then 'delivered' when returned_at is not null then 'returned'
        else 'open' end as outcome,
    [
        {'happened_at': failed_at, 'place': 1, 'step': 'delivery_failed'},
        {'happened_at': if(promised_on < until_on()
            and (delivered_at is null or delivered_at::date > promised_on),
            (promised_on + 1)::timestamp, null), 'place': 2, 'step': 'delivery_late'},
    ] as problems,
from doors
