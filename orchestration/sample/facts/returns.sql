-- One row per returned order line.
with wanted as (
    select
        l.*, c.delivered_at, c.returned_at as bounced_at,
        chance(l.order_key, 'all back', 0.02) as sends_all_back,
    from order_lines l
    join consignments c using (order_key)
),

dated as (
    select
        *,
        case
            when bounced_at is not null then bounced_at + days(2)
            when sends_all_back then delivered_at + days(whole(order_key, 'back days', 4, 24))
            when chance(line_key, 'returned', param('return_share'))
                then delivered_at + days(whole(line_key, 'back days', 3, 28))
        end as returned_at,
    from wanted
)

select
    line_key, order_key, order_number, person_id, line_number, quantity, returned_at,
    goods_gbp - line_discount_gbp as refund_gbp,
    if(bounced_at is not null, 'undelivered', one_of(line_key, 'reason', ['changed mind', 'damaged',
        'wrong item', 'not as described', 'too small'])) as reason,
    returned_at is not null and bounced_at is null as is_by_customer,
from dated
where returned_at < until_at()
