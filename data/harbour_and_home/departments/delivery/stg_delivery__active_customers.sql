-- One row per parcel: from when until when the department calls its customer active.
select
    'delivery:' || consignment_id as record_id,
    'delivery' as department,
    dispatched_on as active_from,
    {{ customer360.add_months('dispatched_on', 12) }} as active_until,
    true as is_history_kept
from {{ ref('stg_delivery__consignments') }}
