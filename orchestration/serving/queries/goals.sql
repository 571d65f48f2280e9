-- One row per goal: journeys towards it, and how they ended.
select
    goal, journeys, good, problem, unfinished, customers, median_hours, times_retold
from published.marts.journey_goals
order by journeys desc, goal
