-- One row per pair of messages that contradicted each other within a household, newest first.
select occurred_at, rule, severity, hours_apart, what_happened_next
from published.marts.communication_conflicts
where household_id = $household_id
order by occurred_at desc, message_a, message_b
limit 20
