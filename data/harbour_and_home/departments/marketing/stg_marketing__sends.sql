-- One row per person assigned to a campaign: sent to, or held out.
select
    {{ customer360.clean('send_id') }},
    {{ customer360.clean('campaign_id') }},
    {{ customer360.clean('prospect_id') }},
    {{ customer360.clean('email') }},
    {{ customer360.clean('phone') }},
    {{ customer360.clean('channel') }},
    is_holdout,
    sent_at
from {{ source('raw_marketing', 'sends') }}
