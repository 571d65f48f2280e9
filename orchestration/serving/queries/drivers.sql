-- One row per question and driver, the most important first.
select
    outcome, driver, weight_share, low, high, performance, value_at_stake, n_effective, note
from published.marts.experience_drivers
order by outcome, weight_share desc nulls last, driver
limit 90
