-- One row per reaction to a send.
select
    {{ clean('engagement_id') }},
    {{ clean('send_id') }},
    {{ clean('kind') }},
    occurred_at
from {{ source('raw_marketing', 'engagement') }}
