-- One row per step of the journeys towards a goal, in the order of the policy.
select step, path, taken, share_taken, journeys, median_hours
from published.marts.journey_conformance
where goal = $goal and taken > 0
order by position nulls last, step
limit 60
