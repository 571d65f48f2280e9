-- One row per rule and level of contradicting messages.
select
    rule, level, severity, count(*) as conflicts,
    count(*) filter (what_happened_next = 'complaint') as complained,
    count(*) filter (what_happened_next = 'loss') as left_us
from published.marts.communication_conflicts
group by rule, level, severity
order by conflicts desc, rule, level, severity
limit 60
