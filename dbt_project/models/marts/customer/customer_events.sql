-- One row per event in the life of a customer number, stewards' decisions included.
with

events as (
    select * from {{ source('identity', 'events') }}
),

decisions as (
    select * from {{ source('identity', 'decisions') }}
)

select
    events.event_id,
    events.customer_id,
    events.event,
    events.replaced_by,
    events.other_customer_id,
    cast(events.occurred_on as timestamp) as occurred_at,
    events.decision_id,
    decisions.decision,
    decisions.author,
    decisions.reason
from events
left join decisions on events.decision_id = decisions.decision_id
