-- One row per delivered file.
with

drift as (
    select
        file_id,
        {{ array_join(
            sorted_list("kind || ' ' || column_name || ': ' || detail || '; ' || action",
                        'column_name, kind, detail'),
            "' | '"
        ) }} as drift
    from {{ source('landing', 'drift') }}
    group by file_id
)

select
    receipts.file_id,
    receipts.department,
    receipts.table_name as {{ adapter.quote('table') }},
    receipts.file_name,
    receipts.sha256,
    receipts.size as size_bytes,
    receipts.status,
    receipts.reason,
    drift.drift,
    cast(receipts.records_in as bigint) as records_in,
    cast(receipts.loaded as bigint) as loaded,
    cast(receipts.rejected as bigint) as rejected,
    cast(receipts.suppressed as bigint) as suppressed,
    receipts.delivered_on,
    receipts.landed_at,
    receipts.superseded_by,
    receipts.run_id
from {{ source('landing', 'receipts') }} as receipts
left join drift on receipts.file_id = drift.file_id
