-- One row per reaction to a send.
select
    {{ customer360.clean('engagement_id') }},
    {{ customer360.clean('send_id') }},
    {{ customer360.clean('kind') }},
    occurred_at
from {{ source('raw_marketing', 'engagement') }}
