-- One row per campaign.
select
    campaign_id, campaign_name, line_of_business, purpose, channel, starts_on, ends_on,
        holdout_share,
    cost_gbp, offer_price_gbp,
from campaigns
