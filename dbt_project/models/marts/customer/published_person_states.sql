-- One row per customer, record, state, channel and time in which it holds, with what says so.
select
    person_state_id, customer_id, record_id, state, channel, source, reason, evidence, valid_from,
    valid_to, is_current
from {{ ref('person_states') }}
