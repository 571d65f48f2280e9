-- One row per bought attribute: from when until when the department calls its customer active.
select
    'partner:' || partner_record_id as record_id,
    'partner' as department,
    supplied_on as active_from,
    {{ customer360.add_months('supplied_on', 12) }} as active_until,
    true as is_history_kept
from {{ ref('stg_partner__attributes') }}
