-- One row per channel: weeks in which customers had more promotional messages than the cap.
select
    channel, max(cap) as cap, count(*) filter (is_breach) as breaches,
    count(distinct customer_id) filter (is_breach) as customers
from published.marts.contact_pressure
group by channel
order by breaches desc, channel
limit 20
