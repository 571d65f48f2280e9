-- One row per score of a policy: from when until when the department calls its customer active.
select
    'risk:' || subject_ref as record_id,
    'risk' as department,
    cast(scored_at as date) as active_from,
    {{ customer360.add_months('scored_at', 12) }} as active_until,
    true as is_history_kept
from {{ ref('stg_risk__scores') }}
where policy_number is not null
