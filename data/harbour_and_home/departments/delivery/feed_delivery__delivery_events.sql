-- One row per scan of a parcel.
select
    {{ customer360.feed({
        'consignment_id': 'consignment_id',
        'scan_number': 'scan_number',
        'status': 'status',
        'reason': 'reason',
        'occurred_at': 'occurred_at',
    }) }}
from {{ ref('stg_delivery__status_events') }}
