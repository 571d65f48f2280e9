-- One row per response: from when until when the department calls its customer active.
select
    'survey:' || invitation_id as record_id,
    'survey' as department,
    cast(responded_at as date) as active_from,
    {{ customer360.add_months('responded_at', 12) }} as active_until,
    true as is_history_kept
from {{ ref('stg_survey__responses') }}
