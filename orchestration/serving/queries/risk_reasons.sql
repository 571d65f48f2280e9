-- One row per reason for which customers are at risk.
select reason, count(*) as customers
from (select unnest(risk_reasons) as reason from published.marts.customer_360 where is_at_risk)
group by reason
order by customers desc, reason
limit 20
