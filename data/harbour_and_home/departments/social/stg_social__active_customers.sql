-- One row per mention: from when until when the department calls its customer active.
select
    'social:' || handle as record_id,
    'social' as department,
    cast(posted_at as date) as active_from,
    {{ customer360.add_months('posted_at', 12) }} as active_until,
    true as is_history_kept
from {{ ref('stg_social__mentions') }}
