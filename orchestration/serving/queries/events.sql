-- One row per lifecycle event: customers of all lines together, on the day, in 7 and in 30 days.
with kinds as (
    select unnest(['new', 'reactivated', 'lapsed', 'lost']) as event, unnest([1, 2, 3, 4]) as place
)
select
    k.event,
    count(distinct e.customer_id) filter (e.on_date = $measured_on) as days_1,
    count(distinct e.customer_id) filter (e.on_date > $measured_on::date - 7) as days_7,
    count(distinct e.customer_id) filter (e.on_date > $measured_on::date - 30) as days_30
from kinds as k
left join published.marts.lifecycle_events as e
    on k.event = e.event and e.line_of_business = 'enterprise'
    and e.on_date > $measured_on::date - 30 and e.on_date <= $measured_on::date
group by k.event, k.place
order by k.place
