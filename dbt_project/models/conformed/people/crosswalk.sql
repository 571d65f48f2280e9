-- One row per source record, with the customer it belongs to now.
select
    record_id,
    department,
    source_record_id,
    customer_id
from {{ source('identity', 'crosswalk') }}
where valid_to is null
