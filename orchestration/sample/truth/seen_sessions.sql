-- One row per visit that can be known as its person's: by log-ins on the browser, or by its order.
with logins as (
    select visitor_key, occurred_at, account_key // 4 as person_id
    from web_events where event_type = 'login'
),

visits as (
    select
        session_key, any_value(person_id) as person_id, any_value(visitor_key) as visitor_key,
        any_value(session_kind) as kind, min(occurred_at) as started_at, max(occurred_at)
            as ended_at,
        min(occurred_at) filter (event_type in ('search', 'product_view', 'add_to_cart',
            'checkout'))
            as shopped_at,
        bool_or(event_type = 'add_to_cart') as has_cart,
        bool_or(event_type = 'checkout') as has_checkout,
        max(order_number) as order_number,
        min(occurred_at) filter (event_type = 'self_service_failed') as failed_at,
        max(topic) filter (event_type = 'self_service_failed') as failed_topic,
        min(occurred_at) filter (event_type = 'claim_started') as claim_started_at,
        min(occurred_at) filter (event_type = 'claim_abandoned') as claim_abandoned_at,
    from web_events
    group by session_key
),

before as (
    select v.session_key, l.person_id
    from visits v asof join logins l
        on v.visitor_key = l.visitor_key and v.ended_at >= l.occurred_at
),

firsts as (
    select visitor_key, arg_min(person_id, occurred_at) as person_id from logins
        group by visitor_key
)

select v.*
from visits v
left join before b using (session_key)
left join firsts f on f.visitor_key = v.visitor_key
where coalesce(b.person_id, f.person_id) = v.person_id or v.order_number is not null
