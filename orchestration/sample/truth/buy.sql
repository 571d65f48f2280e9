-- One row per buying journey: the chain of visits that led to an order, or to nothing.
with items as (
    select person_id, started_at as began_at, shopped_at, ended_at, order_number, failed_at,
        failed_topic,
        has_cart, has_checkout
    from truth.seen_sessions
    where shopped_at is not null
    union all
    select o.person_id, o.ordered_at, o.ordered_at, o.ordered_at, o.order_number, null, null,
        false, false
    from orders o
    where not exists (from truth.seen_sessions s where s.order_number = o.order_number)
),

followed as (
    select
        *,
        lag(began_at) over story as began_before, lag(order_number) over story as order_before,
        row_number() over story as place,
    from items
    window story as (partition by person_id order by began_at, order_number)
),

chained as (
    select
        *,
        sum(if(place = 1 or order_before is not null or began_at > began_before + interval 7 day,
            1, 0)) over (
            partition by person_id order by began_at, order_number) as chain,
    from followed
),

chains as (
    select
        person_id, chain, max(order_number) as order_number, min(shopped_at) as started_at,
        max(began_at) as last_at, max(ended_at) as ended_at,
        bool_or(has_cart) as has_cart, bool_or(has_checkout) as has_checkout,
        min(failed_at) filter (failed_topic = 'website') as failed_at,
        min(ended_at) filter (has_checkout and order_number is null) as checkout_left_at,
    from chained
    group by person_id, chain
),

ended as (
    select
        c.*, o.is_cancelled, o.ordered_at,
        case
            when o.order_key is null then 'abandoned'
            when o.is_cancelled then 'cancelled'
            else 'purchased'
        end as outcome,
    from chains c
    left join orders o using (order_number)
)

select
    person_id, 'buy' as goal, order_number as reference, least(started_at, ordered_at)
        as started_at,
    coalesce(ordered_at, ended_at) as ended_at, outcome,
    [
        {'happened_at': failed_at, 'place': 1, 'step': 'self_service_failed'},
        {'happened_at': checkout_left_at, 'place': 2, 'step': 'checkout_abandoned'},
        {'happened_at': if(outcome = 'abandoned' and not has_checkout, ended_at, null), 'place': 3,
            'step': 'cart_abandoned'},
        {'happened_at': if(outcome = 'cancelled', ordered_at, null), 'place': 4,
            'step': 'order_cancelled'},
    ] as problems,
from ended
where outcome <> 'abandoned'
    or (has_cart or has_checkout) and last_at <= until_at() - interval 7 day
