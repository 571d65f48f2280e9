-- One row per campaign, and per action of the assignment log.
select
    campaigns.campaign_id, campaigns.campaign_name, campaigns.line_of_business,
    coalesce(known.purpose, 'unknown') as purpose, campaigns.channel, campaigns.starts_on,
    campaigns.ends_on, coalesce(campaigns.holdout_share, 0) as holdout_share,
    cast(campaigns.cost as decimal(18, 2)) as cost, campaigns.offer_price
from {{ ref('feed_campaigns') }} as campaigns
left join {{ ref('message_purposes') }} as known on campaigns.purpose = known.word
union all
select
    action, action, max(line_of_business), max(purpose), max(channel),
    cast(min(assigned_at) as date), cast(null as date), max(holdout_share),
    cast(sum(case when is_holdout then 0 else cost_each end) as decimal(18, 2)),
    cast(null as decimal(12, 2))
from {{ ref('assignments') }}
group by action
