-- One row per step at which journeys towards a goal first went wrong.
select first_problem_step as step, journeys, customers
from published.marts.journey_problems
where goal = $goal
order by journeys desc, step
limit 30
