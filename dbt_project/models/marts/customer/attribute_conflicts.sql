-- One row per customer, field, department and distinct value, where the departments disagree.
select
    {{ hash_key(['customer_id', 'field', 'record_id', 'value']) }} as attribute_conflict_id,
    customer_id,
    field,
    department,
    record_id,
    value,
    is_winner,
    agrees_with_winner,
    rule,
    score,
    support,
    last_seen_at
from {{ ref('customer_attributes') }}
where is_disputed
