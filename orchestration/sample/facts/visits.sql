-- One row per visit to the website or the app, with its reason: to buy, look, get help or claim.
with

bought as (
    select
        person_id, 'order' as kind, ordered_at as about_at, order_key as source_key, order_number,
        'website' as topic, campaign_no, not is_guest as logs_in, by_second_account,
        channel = 'app' as in_app, chance(order_key, 'checkout trouble', 0.03) as has_trouble,
    from orders
    where channel <> 'phone'
),

-- Looking before buying: none to two visits in the five days before.
looked as (
    select
        person_id, 'look' as kind,
        ordered_at - seconds(whole(order_key * 4 + n, 'before', 20000, 430000)) as about_at,
        order_key * 4 + n as source_key, null as order_number, 'website' as topic,
        null as campaign_no,
        not is_guest and chance(order_key * 4 + n, 'logs in', 0.4) as logs_in, by_second_account,
        false as in_app, chance(order_key * 4 + n, 'trouble', 0.04) as has_trouble,
    from orders, unnest([0, 1]) t(n)
    where channel <> 'phone' and chance(order_key * 4 + n, 'looks', 0.3)
),

present as (
    select
        *, date_diff('day', arrives_on, least(leaves_on, until_on())) as days_with_us,
    from shoppers
),

idled as (
    select
        person_id, 'idle' as kind,
        on_day((arrives_on + days(u(person_id * 16 + n, 'idle day') * days_with_us))::date,
            person_id * 16 + n, 'idle') as about_at,
        person_id * 16 + n as source_key, null as order_number, null as topic, null as campaign_no,
        has_account and chance(person_id * 16 + n, 'logs in', 0.4) as logs_in,
        false as by_second_account, chance(person_id * 16 + n, 'in app', 0.3) as in_app,
        false as has_trouble,
    from present, unnest(range(0, 6)) t(n)
    where chance(person_id * 16 + n, 'idles', 0.4)
),

-- Self-service that fails, before a contact about the same topic.
tried_first as (
    select
        i.person_id, 'help' as kind,
        i.first_at - seconds(whole(i.issue_key, 'tried', 300, 40000)) as about_at,
        i.issue_key as source_key, null as order_number, i.topic, null as campaign_no,
        chance(i.issue_key, 'logs in', 0.75) as logs_in, false as by_second_account,
        false as in_app, true as has_trouble,
    from issues i
    join shoppers s using (person_id)
    where s.has_account and i.topic not in ('website', 'complaint')
        and chance(i.issue_key, 'tries itself', param('self_service_first_share'))
),

-- Self-service without a contact: failed, or done.
helped as (
    select
        person_id, 'help' as kind,
        on_day((arrives_on + days(u(person_id * 8 + n, 'help day') * days_with_us))::date,
            person_id * 8 + n, 'help') as about_at,
        person_id * 8 + n + 500000000000 as source_key, null as order_number,
        one_of(person_id * 8 + n, 'help topic', ['delivery', 'returns', 'billing', 'product'])
            as topic,
        null as campaign_no, chance(person_id * 8 + n, 'logs in', 0.75) as logs_in,
        false as by_second_account, false as in_app,
        chance(person_id * 8 + n, 'fails', 0.4) as has_trouble,
    from present, unnest([0, 1]) t(n)
    where has_account and chance(person_id * 8 + n, 'helps itself', 0.3)
),

-- Claims started on the web; some are given up there and told by phone.
claimed as (
    select
        k.person_id,
        if(chance(k.claim_key, 'gives up', 0.4), 'claim abandoned', 'claim') as kind,
        k.opened_at - seconds(whole(k.claim_key, 'web claim', 200,
            if(chance(k.claim_key, 'gives up', 0.4), 150000, 1500))) as about_at,
        k.claim_key as source_key, null as order_number, 'claim' as topic, null as campaign_no,
        true as logs_in, false as by_second_account, false as in_app, false as has_trouble,
    from claims k
    join shoppers s using (person_id)
    where s.has_account and s.arrives_on < k.opened_at and chance(k.claim_key, 'on the web', 0.5)
),

given_up as (
    select
        p.person_id, 'claim abandoned' as kind,
        on_day((p.starts_on + whole(p.policy_key, 'no claim', 5, 300))::date, p.policy_key,
            'no claim') as about_at,
        p.policy_key + 600000000000 as source_key, null as order_number, 'claim' as topic,
        null as campaign_no, true as logs_in, false as by_second_account, false as in_app,
        false as has_trouble,
    from policies p
    join shoppers s using (person_id)
    where s.has_account and s.arrives_on < p.starts_on
        and chance(p.policy_key, 'gives up claiming', 0.02)
),

clicked as (
    select
        person_id, 'click' as kind, occurred_at + seconds(4) as about_at, send_key as source_key,
        null as order_number, null as topic, campaign_no, false as logs_in,
        false as by_second_account, false as in_app, false as has_trouble,
    from engagement
    where kind = 'click'
)

from bought
union all from looked
union all from idled
union all from tried_first
union all from helped
union all from claimed
union all from given_up
union all from clicked
