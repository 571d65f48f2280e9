-- One row per customer, line of business and event: new, reactivated, lapsed or lost.
select
    lifecycle_event_id,
    customer_id,
    line_of_business,
    event,
    on_date,
    ended_by,
    reason,
    policy_version,
    margin_a_year
from {{ ref('lifecycle_events') }}
