-- One row per message that went out although its receiver had said no.
with messages as (
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
join denials d
    on d.person_id = m.person_id and d.purpose = m.purpose and d.channel = m.channel
    and d.valid_from < m.sent_at and m.sent_at <= d.valid_to
group by m.message_id, m.person_id, m.purpose, m.channel, m.sent_at
