select
    customer_id,
    cast(count(purchased_on) filter (is_known) as double) as purchases,
    cast(max(purchased_on) filter (is_known) - min(purchased_on) as double) / 7 as recency,
    cast(cast($day as date) - min(purchased_on) as double) / 7 as age,
    cast(sum(margin) filter (is_known) / count(margin) filter (is_known) as double)
        as mean_value,
    cast(min(purchased_on) filter (not is_known) - cast($day as date) as double)
        as days_to_next
from (
    select customer_id, purchased_on, purchased_on <= $day as is_known,
        sum(margin) as margin
    from {usable}
    where kind = 'order' and customer_id is not null
    group by customer_id, purchased_on
)
group by customer_id
having min(purchased_on) <= $day
order by purchases, recency, age, mean_value, days_to_next, customer_id
