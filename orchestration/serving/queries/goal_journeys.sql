-- One row per problem journey towards a goal, newest first.
select
    j.journey_id, j.customer_id, c.display_name, c.given_name, c.family_name, j.started_at,
    j.outcome, j.first_problem_step, j.steps, j.channels, j.times_retold
from published.marts.journeys as j
inner join seen.customers as c on j.customer_id = c.customer_id
where j.goal = $goal and not j.is_good and ($step = '' or j.first_problem_step = $step)
order by j.started_at desc, j.journey_id
limit $most
