-- One row per campaign of marketing.
select
    campaign_id, campaign_name, line_of_business, purpose, channel, starts_on, ends_on,
    coalesce(holdout_share, 0) as holdout_share, cast(cost_gbp as decimal(18, 2)) as cost_gbp,
    offer_price_gbp
from {{ ref('stg_marketing__campaigns') }}
