-- One row per contact: from when until when the department calls its customer active.
select
    'crm:' || contact_id as record_id,
    'crm' as department,
    cast(created_at as date) as active_from,
    {{ customer360.add_months('modified_at', 18) }} as active_until,
    false as is_history_kept
from {{ ref('stg_crm__contacts') }}
