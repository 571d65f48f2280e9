-- One row per pair of contradicting messages to people whom the role sees, newest first.
select occurred_at, rule, level, severity, hours_apart, what_happened_next, customer_a, customer_b
from published.marts.communication_conflicts
where customer_a in (select customer_id from seen.people)
    and customer_b in (select customer_id from seen.people)
order by occurred_at desc, message_a, message_b
limit $most
