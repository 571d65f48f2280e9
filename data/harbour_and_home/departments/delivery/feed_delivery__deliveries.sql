-- One row per parcel.
select
    {{ customer360.feed({
        'consignment_id': 'consignment_id',
        'order_number': 'order_number',
        'record_id': 'consignment_id',
        'carrier': 'carrier',
        'dispatched_on': 'dispatched_on',
        'promised_on': 'promised_on',
    }) }}
from {{ ref('stg_delivery__consignments') }}
