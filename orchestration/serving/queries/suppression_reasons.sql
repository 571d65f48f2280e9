-- One row per purpose and reason for which nothing may be sent now.
select purpose, reason, customers
from published.marts.suppression_totals
order by customers desc, purpose, reason
limit 60
