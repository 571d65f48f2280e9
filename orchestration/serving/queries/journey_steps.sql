-- One row per step of a customer's journey, in order.
select step_no, occurred_at, channel, department, team, step, is_problem
from published.marts.journey_steps
where journey_id = $journey_id and customer_id = $customer_id
order by step_no
limit 200
