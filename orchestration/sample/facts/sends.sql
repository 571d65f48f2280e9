-- One row per person assigned to a campaign: sent to, or held out.
select
    c.* exclude (is_denied, is_service),
    code('SE', c.send_key) as send_id,
    c.holdout_share > 0 and chance(c.send_key, 'held out', c.holdout_share) as is_holdout,
from considered c
left join unsubscribes x
    on x.prospect_key = c.prospect_key and x.occurred_at < c.sent_at
where x.prospect_key is null or c.channel <> 'email' or c.is_service
    or chance(c.send_key, 'slips again', param('breach_rate'))
