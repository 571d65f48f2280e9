-- One row per campaign.
select
    {{ clean('campaign_id') }},
    {{ clean('campaign_name') }},
    {{ clean('line_of_business') }},
    {{ clean('purpose') }},
    {{ clean('channel') }},
    starts_on,
    ends_on,
    holdout_share,
    cost_gbp,
    offer_price_gbp
from {{ source('raw_marketing', 'campaigns') }}
