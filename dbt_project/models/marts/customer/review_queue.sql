-- One row per question about who is who that a steward should decide.
select
    review_id,
    question,
    customer_id,
    other_customer_id,
    record_a,
    record_b,
    match_weight,
    why
from {{ source('identity', 'review_items') }}
