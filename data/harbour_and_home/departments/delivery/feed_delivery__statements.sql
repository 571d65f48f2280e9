-- One row per parcel: how many a recipient was sent in the last year, as the depot counts.
select
    {{ customer360.feed({
        'record_id': 'consignment_id',
        'statement': "'parcels 12m'",
        'number': '1',
        'said_on': 'dispatched_on',
    }) }}
from {{ ref('stg_delivery__consignments') }}
where dispatched_on > {{ customer360.add_months(customer360.as_of(), -12) }}
