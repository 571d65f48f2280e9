-- One row per visit: whose it really is, on which browser, and what is done in which order.
with devices as (
    select
        s.person_id, s.has_account, s.arrives_on, s.leaves_on,
        chance(s.person_id, 'app', 0.4) as has_app,
        (start_on() + days(u(s.person_id, 'cookie day') * 365.25 * years()))::date as cookie_reset_on,
        h.person_id as head_id,
        h.person_id is not null and h.person_id <> s.person_id
            and chance(s.person_id, 'shares tablet', 0.15) as shares,
    from shoppers s
    join crowd c using (person_id)
    left join (select c.first_household_id, c.person_id from crowd c join shoppers z using (person_id)
        where c.first_role = 'head' and z.has_account) h using (first_household_id)
),

visits as (
    -- The visit that ends in the order.
    select o.person_id, 'order' as kind, o.ordered_at as about_at, o.order_key as source_key,
        o.order_number, 'website' as topic, o.campaign_no, o.order_key,
        not o.is_guest as logs_in, o.by_second_account,
        o.channel = 'app' as in_app, chance(o.order_key, 'checkout trouble', 0.03) as has_trouble
    from orders o where o.channel <> 'phone'
    union all
    -- Looking before buying: nought to two visits in the five days before.
    select o.person_id, 'look', o.ordered_at - seconds(whole(o.order_key * 4 + n, 'before', 20000, 430000)),
        o.order_key * 4 + n, null, 'website', null, o.order_key,
        not o.is_guest and chance(o.order_key * 4 + n, 'logs in', 0.4), o.by_second_account, false,
        chance(o.order_key * 4 + n, 'trouble', 0.04)
    from orders o, unnest([0, 1]) t(n)
    where o.channel <> 'phone' and chance(o.order_key * 4 + n, 'looks', 0.3)
    union all
    -- Browsing that leads to nothing.
    select person_id, 'idle', on_day((arrives_on + days(u(person_id * 16 + n, 'idle day')
            * date_diff('day', arrives_on, least(leaves_on, until_on()))))::date, person_id * 16 + n, 'idle'),
        person_id * 16 + n, null, null, null, null,
        has_account and chance(person_id * 16 + n, 'logs in', 0.4), false,
        chance(person_id * 16 + n, 'in app', 0.3), false
    from shoppers, unnest(range(0, 6)) t(n)
    where chance(person_id * 16 + n, 'idles', 0.4)
    union all
    -- Self-service that fails, before a contact about the same topic.
    select i.person_id, 'help', i.first_at - seconds(whole(i.issue_key, 'tried', 300, 40000)), i.issue_key,
        null, i.topic, null, null, chance(i.issue_key, 'logs in', 0.75), false, false, true
    from issues i join shoppers s using (person_id)
    where s.has_account and i.topic not in ('website', 'complaint')
        and chance(i.issue_key, 'tries itself', param('self_service_first_share'))
    union all
    -- Self-service without a contact: failed, or done.
    select person_id, 'help', on_day((arrives_on + days(u(person_id * 8 + n, 'help day')
            * date_diff('day', arrives_on, least(leaves_on, until_on()))))::date, person_id * 8 + n, 'help'),
        person_id * 8 + n + 500000000000, null,
        one_of(person_id * 8 + n, 'help topic', ['delivery', 'returns', 'billing', 'product']), null, null,
        chance(person_id * 8 + n, 'logs in', 0.75), false, false, chance(person_id * 8 + n, 'fails', 0.4)
    from shoppers, unnest([0, 1]) t(n)
    where has_account and chance(person_id * 8 + n, 'helps itself', 0.3)
    union all
    -- Claims started on the web; half of those are given up and told by phone.
    select k.person_id, if(chance(k.claim_key, 'gives up', 0.4), 'claim abandoned', 'claim'),
        k.opened_at - seconds(whole(k.claim_key, 'web claim', 200, if(chance(k.claim_key, 'gives up', 0.4), 150000, 1500))),
        k.claim_key, null, 'claim', null, null, true, false, false, false
    from claims k join shoppers s using (person_id)
    where s.has_account and s.arrives_on < k.opened_at and chance(k.claim_key, 'on the web', 0.5)
    union all
    -- Claims given up and never told.
    select p.person_id, 'claim abandoned', on_day((p.starts_on + whole(p.policy_key, 'no claim', 5, 300)::integer)::date,
            p.policy_key, 'no claim'),
        p.policy_key + 600000000000, null, 'claim', null, null, true, false, false, false
    from policies p join shoppers s using (person_id)
    where s.has_account and s.arrives_on < p.starts_on and chance(p.policy_key, 'gives up claiming', 0.02)
    union all
    -- A click in an e-mail.
    select person_id, 'click', occurred_at + seconds(4), send_key, null, null, campaign_no, null, false, false,
        false, false
    from engagement where kind = 'click'
),

placed as (
    select
        v.*, d.has_app, d.cookie_reset_on, d.head_id, d.shares,
        v.about_at - if(v.kind = 'order', 0, 0) * interval 1 second as anchor_at,
        case
            when d.shares and chance(v.source_key, 'on the tablet', 0.5) then d.head_id * 8
            when v.in_app and d.has_app or d.has_app and v.kind <> 'order'
                and chance(v.source_key, 'on the phone', 0.35) then v.person_id * 8 + 1
            when v.about_at::date >= d.cookie_reset_on and chance(v.person_id, 'cookie reset', 0.35)
                then v.person_id * 8 + 2
            else v.person_id * 8
        end as visitor_key,
    from visits v
    join devices d using (person_id)
    where v.about_at < until_at() and v.about_at >= start_on()
),

-- Visits of one browser keep clear of each other; those that matter stay.
spaced_out as (
    select
        *,
        lag(about_at) over (partition by visitor_key order by about_at, source_key) as before_at,
        lead(about_at) over (partition by visitor_key order by about_at, source_key) as after_at,
    from placed
)

select
    person_id, kind, about_at, source_key, order_number, order_key, topic, campaign_no, logs_in,
    by_second_account, has_trouble, visitor_key,
    row_number() over (partition by person_id order by about_at, source_key) as session_no,
    person_id * 4096
        + row_number() over (partition by person_id order by about_at, source_key) as session_key,
from spaced_out
where kind not in ('look', 'idle', 'click')
    or coalesce(about_at - before_at > interval 3 hour, true)
    and coalesce(after_at - about_at > interval 3 hour, true)
