-- One row per scan of a parcel.
select
    {{ clean('consignment_id') }},
    scan_number,
    {{ clean('status') }},
    {{ clean('reason') }},
    occurred_at,
    {{ clean('depot') }}
from {{ source('raw_delivery', 'status_events') }}
