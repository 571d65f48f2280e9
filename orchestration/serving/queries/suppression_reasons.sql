-- One row per purpose and reason for which nothing may be sent now.
select purpose, reason, count(distinct customer_id) as customers
from (
    select purpose, customer_id, unnest(reasons) as reason
    from published.marts.contact_suppressions
)
group by purpose, reason
order by customers desc, purpose, reason
limit 60
