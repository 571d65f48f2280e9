-- One row per journey and step. A view: the steps are kept once, in `journey_progress`.
{{ config(materialized='view') }}

select
    journey_id,
    step_no,
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
