-- One row per open alert for a role about somebody whom it sees, newest first.
select alert_id, raised_at, rule, customer_id, message
from published.marts.alerts
where role = $role and status = 'open' and customer_id in (select customer_id from seen.people)
order by raised_at desc, alert_id
limit $most
