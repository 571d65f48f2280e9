-- One row per goal and step at which journeys towards it first went wrong.
select
    goal,
    first_problem_step,
    count(*) as journeys,
    count(distinct customer_id) as customers
from {{ ref('journeys') }}
where first_problem_step is not null
group by goal, first_problem_step
