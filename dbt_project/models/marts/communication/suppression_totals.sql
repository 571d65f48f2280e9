-- One row per purpose and reason for which something may not be sent now, to however many.
select purpose, reason, count(distinct customer_id) as customers
from {{ ref('suppression_reasons') }}
group by purpose, reason
