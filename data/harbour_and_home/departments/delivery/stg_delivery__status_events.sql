-- One row per scan of a parcel.
select
    {{ customer360.clean('consignment_id') }},
    scan_number,
    {{ customer360.clean('status') }},
    {{ customer360.clean('reason') }},
    occurred_at,
    {{ customer360.clean('depot') }}
from {{ source('raw_delivery', 'status_events') }}
