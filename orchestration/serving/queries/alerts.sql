-- One row per open alert for a role, newest first.
select
    a.alert_id, a.raised_at, a.rule, a.customer_id, a.message, c.display_name, c.given_name,
    c.family_name
from published.marts.alerts as a
inner join seen.customers as c on a.customer_id = c.customer_id
where a.role = $role and a.status = 'open'
order by a.raised_at desc, a.alert_id
limit $most
