-- One row per campaign message sent (held-out people got none) and per reaction to one.
with

campaigns as (
    select
        campaign_id,
        purpose
    from {{ ref('stg_marketing__campaigns') }}
),

sends as (
    select
        sends.*,
        campaigns.purpose
    from {{ ref('stg_marketing__sends') }} as sends
    left join campaigns
        on sends.campaign_id = campaigns.campaign_id
    where not sends.is_holdout
)

select
    {{ customer360.feed({
        'interaction_id': 'send_id',
        'record_id': 'prospect_id',
        'occurred_at': 'sent_at',
        'source_event': "'send ' || coalesce(purpose, 'offer')",
        'channel': 'channel',
        'campaign_id': 'campaign_id',
        'outcome': 'purpose',
    }) }}
from sends
union all
select
    {{ customer360.feed({
        'interaction_id': 'engagement.engagement_id',
        'record_id': 'sends.prospect_id',
        'occurred_at': 'engagement.occurred_at',
        'source_event': 'engagement.kind',
        'channel': 'sends.channel',
        'campaign_id': 'sends.campaign_id',
        'outcome': 'sends.purpose',
    }) }}
from {{ ref('stg_marketing__engagement') }} as engagement
inner join sends
    on engagement.send_id = sends.send_id
-- What has no date is on no journey; what it says of permission is told by its own feed.
where engagement.occurred_at is not null
