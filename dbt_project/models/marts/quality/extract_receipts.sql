-- One row per delivered file.
select
    file_id,
    department,
    table_name as {{ adapter.quote('table') }},
    file_name,
    sha256,
    size as size_bytes,
    status,
    reason,
    cast(records_in as bigint) as records_in,
    cast(loaded as bigint) as loaded,
    cast(rejected as bigint) as rejected,
    cast(suppressed as bigint) as suppressed,
    delivered_on,
    landed_at,
    superseded_by,
    run_id
from {{ source('landing', 'receipts') }}
