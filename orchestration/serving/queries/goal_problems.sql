-- One row per step at which journeys towards a goal first went wrong.
select
    first_problem_step as step,
    count(*) as journeys,
    count(distinct customer_id) as customers
from published.marts.journeys
where goal = $goal and first_problem_step is not null
group by step
order by journeys desc, step
limit 30
