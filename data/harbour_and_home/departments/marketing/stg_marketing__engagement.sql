-- One row per reaction to a send.
select
    {{ customer360.clean('engagement.engagement_id', 'engagement_id') }},
    {{ customer360.clean('engagement.send_id', 'send_id') }},
    {{ customer360.clean('engagement.kind', 'kind') }},
    engagement.occurred_at,
    kinds.seen_at,
    engagement._file_id as file_id,
    engagement._row as file_record
from {{ source('raw_marketing', 'engagement') }} as engagement
left join {{ customer360.first_seen('engagement', 'kind') }} as kinds
    on engagement.engagement_id = kinds.record_key
