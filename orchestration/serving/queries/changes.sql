-- One row per customer to whom a lifecycle event happened in a period, newest first.
select
    e.on_date, e.customer_id, c.display_name, c.given_name, c.family_name, e.line_of_business,
    case when $may_see_reasons then e.ended_by end as ended_by,
    case when $may_see_reasons then e.reason end as reason,
    c.last_purchase_on, c.margin_12m, count(*) over () as found
from published.marts.lifecycle_events as e
inner join seen.customers as c on e.customer_id = c.customer_id
where e.event = $event and e.line_of_business = $line
    and e.on_date >= $first_on and e.on_date <= $last_on
order by e.on_date desc, e.customer_id
limit $most offset $skipped
