-- One row per customer, purpose, channel and period in which the same answer held.
select
    customer_id, purpose, channel, is_allowed, source, evidence, record_id, answered_at,
    valid_from, valid_to, valid_to is null as is_current
from {{ ref('consents') }}
