-- One row per problem journey towards a goal of people whom the role sees, newest first.
select
    journey_id, customer_id, started_at, outcome, first_problem_step, steps, channels, times_retold
from published.marts.journeys
where goal = $goal and not is_good and ($step = '' or first_problem_step = $step)
    and customer_id in (select customer_id from seen.people)
order by started_at desc, journey_id
limit $most
