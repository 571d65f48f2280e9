-- One row per event of a customer, newest first.
with events as (
    select
        on_date::timestamp as happened_at, 'standing' as kind, event as what, line_of_business as detail,
        null as journey_id, false as is_problem
    from published.marts.lifecycle_events
    where customer_id = $customer_id and $may_lifecycle
    union all
    select
        started_at, 'journey', goal, outcome, journey_id, coalesce(not is_good, false)
    from published.marts.journeys
    where customer_id = $customer_id and $may_journeys
    union all
    select sent_at, 'message', purpose, concat_ws(', ', department, channel), null, false
    from published.marts.communications
    where customer_id = $customer_id and $may_messages
    union all
    select raised_at, 'alert', rule, message, null, false
    from published.marts.alerts
    where customer_id = $customer_id and role = $role
)
select *, count(*) over () as found
from events
order by happened_at desc, kind, what, detail
limit $most
