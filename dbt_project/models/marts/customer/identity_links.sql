-- One row per linked pair of source records, with the weight of each field.
select
    record_a,
    record_b,
    matched_by,
    match_weight,
    weights
from {{ source('identity', 'links') }}
