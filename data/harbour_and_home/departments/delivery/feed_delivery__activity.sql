-- One row per parcel: from when until when the department calls its customer active.
select
    {{ customer360.feed({
        'record_id': 'consignment_id',
        'active_from': 'dispatched_on',
        'active_until': customer360.add_months('dispatched_on', 12),
        'is_history_kept': 'true',
    }) }}
from {{ ref('stg_delivery__consignments') }}
