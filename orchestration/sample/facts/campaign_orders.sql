-- One row per order that a measured campaign caused: it would not have been placed without it.
select
    s.person_id * 256 + 200 + s.campaign_no // 16 * 3
        + case s.kind_no when 2 then 0 when 5 then 1 else 2 end as order_key,
    s.person_id, s.campaign_no, s.sent_at,
    s.sent_at + seconds(whole(s.send_key, 'acts after', 7200, 1700000)) as ordered_at,
from sends s
where s.holdout_share > 0 and not s.is_holdout
    and chance(s.send_key, 'caused', param('uplift'))
    and s.sent_at + seconds(whole(s.send_key, 'acts after', 7200, 1700000)) < until_at()
    and not exists (from base_orders b where b.person_id = s.person_id
        and b.ordered_at >= s.sent_at and b.ordered_at < s.sent_at + interval 30 day)
