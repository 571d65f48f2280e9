-- One row per campaign.
select
    {{ customer360.clean('campaign_id') }},
    {{ customer360.clean('campaign_name') }},
    {{ customer360.clean('line_of_business') }},
    {{ customer360.clean('purpose') }},
    {{ customer360.clean('channel') }},
    starts_on,
    ends_on,
    holdout_share,
    cost_gbp,
    offer_price_gbp
from {{ source('raw_marketing', 'campaigns') }}
