-- One row per campaign.
select
    {{ customer360.feed({
        'campaign_id': 'campaign_id',
        'campaign_name': 'campaign_name',
        'line_of_business': 'line_of_business',
        'purpose': 'purpose',
        'channel': 'channel',
        'starts_on': 'starts_on',
        'ends_on': 'ends_on',
        'holdout_share': 'holdout_share',
        'cost': 'cost_gbp',
        'offer_price': 'offer_price_gbp',
    }) }}
from {{ ref('stg_marketing__campaigns') }}
