-- One row per reason of a lifecycle event in a period, of every customer.
select
    coalesce(ended_by, '') as ended_by,
    coalesce(reason, '') as reason,
    count(distinct customer_id) as customers
from published.marts.lifecycle_events
where event = $event and line_of_business = $line
    and on_date >= $first_on and on_date <= $last_on
group by all
order by customers desc, ended_by, reason
limit 20
