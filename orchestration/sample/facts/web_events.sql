-- One row per page event.
with chosen as (
    select
        *,
        whole(session_key, 'step', 15, 75) as step,
        if(chance(session_key, 'search', 0.4), 'search', null) as searches,
        if(chance(session_key, 'more', 0.5), 'product_view', null) as views_more,
        chance(session_key, 'views', 0.5) as views,
        if(logs_in, 'login', null) as login,
        if(has_trouble, 'self_service_failed', null) as trouble,
    from sessions
),

acted as (
    select
        *,
        list_filter(case kind
            when 'order' then ['page_view', searches, 'product_view', views_more, 'add_to_cart',
                trouble, login, 'checkout', 'purchase']
            when 'look' then [login, 'product_view', views_more,
                if(chance(session_key, 'cart', 0.35) or has_trouble, 'add_to_cart', null),
                if(chance(session_key, 'cart', 0.14), 'checkout', null), trouble]
            when 'idle' then [login, 'page_view', searches, if(views, 'product_view', null),
                if(views and chance(session_key, 'cart', 0.3), 'add_to_cart', null),
                if(views and chance(session_key, 'cart', 0.12), 'checkout', null)]
            when 'help' then [login, 'help_view', trouble]
            when 'claim' then ['login', 'policy_view', 'claim_started']
            when 'claim abandoned'
                then ['login', 'policy_view', 'claim_started', 'claim_abandoned']
            else ['page_view', if(views, 'product_view', null)]
        end, x -> x is not null) as acts,
    from chosen
),

laid_out as (
    select
        *,
        -- A buying visit ends with the order; every other one begins at its moment.
        if(kind = 'order', about_at - seconds(step * (len(acts) - 1)), about_at) as begins_at,
        list_position(acts, 'login') as login_at,
    from acted
),

known as (
    select
        person_id, session_key, kind, visitor_key, topic, order_number, campaign_no, acts,
        begins_at, step, login_at,
        if(login_at > 0, person_id * 4 + if(by_second_account, 1, 0), null) as account_key,
        if(campaign_no is not null, 'email', one_of(session_key, 'came by', ['direct', 'direct',
            'search', 'search', 'search', 'email', 'social', 'affiliate', 'display']))
            as utm_source,
    from laid_out
),

-- Visitors nobody will ever know.
strangers as (
    select
        person_id, person_id * 4096 + 4000 + n as session_key, 'idle' as kind,
        (8000000 + person_id) * 8 as visitor_key, null as topic, null as order_number,
        null as campaign_no,
        if(chance(person_id * 4 + n, 'more', 0.5), ['page_view', 'product_view'],
            ['page_view', 'search', 'product_view']) as acts,
        on_day((start_on() + days(u(person_id * 4 + n, 'stranger day') * 365.25 * years()))::date,
            person_id * 4 + n, 'stranger') as begins_at,
        40 as step, null as login_at, null as account_key, 'search' as utm_source,
    from crowd, unnest([0, 1]) t(n)
    where chance(person_id * 4 + n, 'stranger', 0.15)
),

everything as (
    from known
    union all
    from strangers
)

select
    session_key * 32 + i as event_key, session_key, person_id, visitor_key, kind as session_kind,
    if(i >= login_at, account_key, null) as account_key,
    begins_at + seconds(step * (i - 1)) as occurred_at,
    acts[i] as event_type,
    if(i = 1, utm_source, null) as utm_source,
    if(i = 1, campaign_no, null) as campaign_no,
    if(acts[i] = 'purchase', order_number, null) as order_number,
    if(acts[i] in ('help_view', 'self_service_failed', 'claim_started', 'claim_abandoned'),
        topic, null) as topic,
from everything, unnest(range(1, len(acts) + 1)) t(i)
where begins_at + seconds(step * (i - 1)) < until_at()
