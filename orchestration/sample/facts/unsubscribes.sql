-- One row per entry of the list that unsubscribes: by a click in the first e-mail after the wish.
with wishes as (
    select prospect_key, created_at + days(15 + exponential(prospect_key, 'tired',
        365.25 / greatest(param('opt_outs_per_year'), 1e-9))) as tired_at
    from prospects
)

select
    c.prospect_key, c.person_id, c.send_key,
    c.sent_at + seconds(whole(c.send_key, 'click away', 300, 80000)) as occurred_at,
from considered c
join wishes w using (prospect_key)
where c.channel = 'email' and not c.is_service and c.sent_at >= w.tired_at
    and not chance(c.send_key, 'held out', c.holdout_share)
qualify row_number() over (partition by c.prospect_key order by c.sent_at, c.send_key) = 1
