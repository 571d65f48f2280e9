-- One row per person assigned to a campaign.
select
    s.send_id, c.campaign_id, p.prospect_id, if(s.channel = 'email', d.email, null) as email,
    if(s.channel = 'sms', d.phone, null) as phone, s.channel, s.is_holdout, s.sent_at,
    s.sent_at::date as _on,
from sends s
join campaigns c using (campaign_no)
join prospects p on p.prospect_key = s.prospect_key
join marketing.prospects d on d.prospect_id = p.prospect_id
