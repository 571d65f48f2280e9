-- One row per customer whom the role sees and to whom an event happened in a period, newest first.
with happened as materialized (
    select on_date, customer_id, line_of_business, ended_by, reason
    from published.marts.lifecycle_events
    where event = $event and line_of_business = $line
        and on_date >= $first_on and on_date <= $last_on
        and customer_id in (select customer_id from seen.people)
)
select
    on_date, customer_id, line_of_business,
    case when $may_see_reasons then ended_by end as ended_by,
    case when $may_see_reasons then reason end as reason,
    (select count(*) from happened) as found
from happened
order by on_date desc, customer_id
limit $most offset $skipped
