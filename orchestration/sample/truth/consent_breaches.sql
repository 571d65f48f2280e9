-- One row per message that went out although its receiver had said no. A tick of the shop has no
-- date and is delivered at the end: by then every message is sent.
with complaints as (
    select
        e.person_id, 'marketing' as purpose, 'email' as channel, e.occurred_at as valid_from,
        coalesce(min(a.recorded_at), timestamp '9999-12-31') as valid_to
    from engagement e
    left join preferences a
        on a.prospect_key = e.prospect_key and a.recorded_at > e.occurred_at
        and a.purpose in ('marketing', 'all') and a.channel in ('email', 'all')
    where e.kind = 'spamreport'
    group by e.person_id, e.occurred_at
),

refused as (
    select person_id, purpose, channel, valid_from, valid_to from denials where is_dated
    union all
    select person_id, purpose, channel, valid_from, valid_to from complaints
),

messages as (
    select s.send_id as message_id, s.person_id, 'marketing' as purpose, s.channel, s.sent_at
    from sends s
    join campaigns c using (campaign_no)
    where not s.is_holdout and c.purpose in ('offer', 'cross_sell', 'win_back', 'newsletter')
    union all
    select invitation_id, person_id, 'research', if(by_email, 'email', 'sms'), invited_at
    from invitations
)

select
    m.message_id, m.person_id, m.purpose, m.channel, max(d.valid_from) as withdrawn_at, m.sent_at,
from messages m
join refused d
    on d.person_id = m.person_id and d.purpose = m.purpose and d.channel = m.channel
    and d.valid_from < m.sent_at and m.sent_at <= d.valid_to
group by m.message_id, m.person_id, m.purpose, m.channel, m.sent_at
