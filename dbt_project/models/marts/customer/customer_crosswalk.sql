-- One row per source record and validity: which customer it belongs to, and since when.
select
    {{ hash_key(['record_id', 'customer_id', 'cast(valid_from as date)']) }} as crosswalk_id,
    record_id,
    department,
    source_record_id,
    customer_id,
    matched_by,
    match_weight,
    also_customer_id,
    valid_from,
    valid_to
from {{ source('identity', 'crosswalk') }}
