-- One row per reaction to a send.
with sent as (
    select *, s.sent_at + seconds((exponential(send_key, 'opened', 20000))::bigint + 60)
        as opened_at,
        chance(send_key, 'opens', if(chance(prospect_key, 'reader', 0.5), 0.5, 0.12)) as opens,
        chance(send_key, 'clicks', 0.14) as clicks,
        row_number() over (partition by prospect_key order by sent_at desc, send_key desc) = 1
            as is_last,
    from sends s
    where channel = 'email' and not is_holdout
),

reactions as (
    select send_key, person_id, prospect_key, campaign_no, 1 as kind_no, 'open' as kind, opened_at
        as occurred_at
    from sent where opens
    union all
    select send_key, person_id, prospect_key, campaign_no, 2, 'click', opened_at
        + seconds(whole(send_key, 'read', 5, 90))
    from sent where opens and clicks
    union all
    select s.send_key, s.person_id, s.prospect_key, s.campaign_no, 3, 'unsubscribe', x.occurred_at
    from unsubscribes x join sent s using (send_key)
    union all
    select send_key, person_id, prospect_key, campaign_no, 4, 'bounce', sent_at + seconds(8)
    from sent where not opens and chance(send_key, 'bounces', 0.012)
    union all
    select send_key, person_id, prospect_key, campaign_no, 5, 'spamreport', opened_at
        + seconds(whole(send_key, 'fed up', 10, 60))
    from sent where opens and chance(send_key, 'reports spam', param('spam_reports'))
    union all
    select send_key, person_id, prospect_key, campaign_no, 6, 'hard_bounce', sent_at + seconds(9)
    from sent
    where not opens and is_last
        and chance(prospect_key, 'mailbox is closed', param('closed_mailboxes'))
)

select *, send_key * 8 + kind_no as engagement_key, code('EN', send_key * 8 + kind_no)
    as engagement_id
from reactions
where occurred_at < until_at()
