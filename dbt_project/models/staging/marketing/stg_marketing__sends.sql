-- One row per person assigned to a campaign: sent to, or held out.
select
    {{ clean('send_id') }},
    {{ clean('campaign_id') }},
    {{ clean('prospect_id') }},
    {{ clean('email') }},
    {{ clean('phone') }},
    {{ clean('channel') }},
    is_holdout,
    sent_at
from {{ source('raw_marketing', 'sends') }}
