-- One row per send of a campaign.
select
    {{ customer360.feed({
        'message_id': 'send_id',
        'record_id': 'prospect_id',
        'channel': 'channel',
        'sent_at': 'sent_at',
        'campaign_id': 'campaign_id',
        'is_holdout': 'is_holdout',
    }) }}
from {{ ref('stg_marketing__sends') }}
