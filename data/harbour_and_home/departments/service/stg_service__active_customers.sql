-- One row per case: from when until when the department calls its customer active.
select
    'service:' || customer_ref as record_id,
    'service' as department,
    cast(opened_at as date) as active_from,
    {{ customer360.add_months('opened_at', 12) }} as active_until,
    true as is_history_kept
from {{ ref('stg_service__cases') }}
