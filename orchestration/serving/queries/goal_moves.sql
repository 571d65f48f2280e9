-- One row per move from step to step of journeys towards a goal, most frequent first.
select from_step, to_step, journeys, customers, share_problem, median_hours
from published.marts.journey_transitions
where goal = $goal
order by journeys desc, from_step, to_step
limit 60
