-- One row per campaign, and per action of the assignment log.
select
    campaign_id, campaign_name, line_of_business, purpose, channel, starts_on, ends_on,
    coalesce(holdout_share, 0) as holdout_share, cast(cost as decimal(18, 2)) as cost,
    offer_price
from {{ ref('feed_campaigns') }}
union all
select
    action, action, max(line_of_business), max(purpose), max(channel),
    cast(min(assigned_at) as date), cast(null as date), max(holdout_share),
    cast(sum(case when is_holdout then 0 else cost_each end) as decimal(18, 2)),
    cast(null as decimal(12, 2))
from {{ source('landing', 'assignments') }}
where {{ until_as_of('assigned_at') }}
group by action
