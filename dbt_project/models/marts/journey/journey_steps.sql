-- One row per journey and step.
select
    journey_id,
    cast(step_no as integer) as step_no,
    customer_id,
    goal,
    occurred_at,
    channel,
    department,
    team,
    step,
    role,
    is_problem,
    interaction_id
from {{ ref('journey_progress') }}
