-- One row per rule and role of the alerts.
select rule, role, count(*) as alerts, max(raised_at) as last_at
from published.marts.alerts
group by rule, role
order by alerts desc, rule, role
limit 60
