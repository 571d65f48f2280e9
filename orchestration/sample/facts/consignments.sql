-- One row per parcel: what should happen and what happens at the door.
with sent as (
    select
        order_key, order_number, person_id, recipient_id, ordered_at,
        (ordered_at + days(whole(order_key, 'picking', 0, 2)))::date as dispatched_on,
        chance(order_key, 'fails', param('failed_delivery_share')) as fails,
        chance(order_key, 'late', param('late_delivery_share')) as is_slow,
        chance(order_key, 'returns', 0.22) as comes_back,
        whole(order_key, 'transit', 1, 2) as transit,
        whole(order_key, 'delay', 1, 4) as delay,
    from orders
    where not is_cancelled
),

dated as (
    select
        *,
        (dispatched_on + days(transit + 1))::date as promised_on,
        (dispatched_on + days(transit + if(is_slow, 1 + delay, 0)))::date as first_try_on,
    from sent
)

select
    *,
    on_day(first_try_on, order_key, 'first try') as first_try_at,
    case
        when not fails then on_day(first_try_on, order_key, 'first try')
        when comes_back then null
        else on_day((first_try_on + days(whole(order_key, 'again', 1, 2)))::date, order_key,
            'second')
    end as delivered_at,
    case when fails and comes_back
        then on_day((first_try_on + days(5))::date, order_key, 'back') end as returned_at,
    one_of(order_key, 'why', ['nobody home', 'no access', 'address not found', 'damaged',
        'no time'])
        as failure_reason,
from dated
where dispatched_on <= until_on()
