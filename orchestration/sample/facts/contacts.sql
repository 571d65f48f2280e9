-- One row per call, chat or e-mail with the contact centre.
with slots as (
    select
        i.*, n, i.issue_key * 16 + n as contact_key,
        if(i.kind = 'ordinary', param('repeat_share'), 0.15) as again,
    from issues i, unnest(range(0, 4)) t(n)
),

inbound as (
    select
        *,
        first_at + seconds(sum(if(n = 0, 0, 3600 * if(kind = 'ordinary',
            between_reals(contact_key, 'gap', 3, 150), between_reals(contact_key, 'gap', 3, 20))))
            over (partition by issue_key order by n)) as started_at,
        sum(if(n > 0 and kind = 'ordinary' and chance(contact_key, 'new case', 0.45), 1, 0))
            over (partition by issue_key order by n) as case_no,
        if(u(person_id, 'likes') < 0.55, 'phone', if(u(person_id, 'likes') < 0.8, 'chat', 'email'))
            as liked_channel,
    from slots
    where u(issue_key, 'repeats') < pow(again, n)
),

handled as (
    select
        *,
        case
            when chance(contact_key, 'as liked', if(n = 0, 0.8, 0.5)) then liked_channel
            else one_of(contact_key, 'channel', ['phone', 'chat', 'email'])
        end as channel,
        case
            when topic = 'complaint' then 'Complaints'
            when chance(contact_key, 'front desk', 0.3) then 'Front Desk'
            when chance(contact_key, 'digital', 0.08) then 'Digital'
            when topic in ('delivery', 'returns', 'product') then 'Orders'
            when topic = 'billing' then 'Billing'
            when topic = 'claim' then 'Claims'
            when topic = 'policy' then 'Policies'
            else 'Digital'
        end as team,
        n = max(n) over (partition by issue_key) as is_last,
    from inbound
    where started_at < until_at()
),

all_contacts as (
    select
        contact_key, issue_key, person_id, topic, order_number, policy_number, kind, n, case_no,
        'inbound' as direction, channel, team, started_at,
        if(is_last, chance(contact_key, 'solved', 0.88), chance(contact_key, 'thought solved', 0.4))
            as is_resolved,
        is_last,
    from handled
    union all
    select
        contact_key + 8, issue_key, person_id, topic, order_number, policy_number, kind, n, case_no,
        'outbound', if(channel = 'email', 'email', 'phone'), team,
        started_at + seconds(whole(contact_key, 'call back', 3600, 80000)), is_last, false
    from handled
    where chance(contact_key, 'called back', 0.08)
)

select
    *,
    code('IN', contact_key) as contact_id,
    issue_key * 8 + case_no as case_key,
    not chance(contact_key, 'skips topic', 0.10) as has_topic,
    not (chance(contact_key, 'skips topic', 0.10) and chance(contact_key, 'no case', 0.15))
        as has_case,
from all_contacts
where started_at < until_at()
