-- One row per pair of contradicting messages, newest first.
select
    x.occurred_at, x.rule, x.level, x.severity, x.hours_apart, x.what_happened_next,
    a.customer_id as customer_a, b.customer_id as customer_b
from published.marts.communication_conflicts as x
inner join seen.customers as a on x.customer_a = a.customer_id
inner join seen.customers as b on x.customer_b = b.customer_id
order by x.occurred_at desc, x.message_a, x.message_b
limit $most
