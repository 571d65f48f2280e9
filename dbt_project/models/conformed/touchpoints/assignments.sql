-- One row per action and customer of the assignment log, by the customer's number of that day.
select
    action, customer_id, is_holdout, assigned_at, holdout_share, line_of_business, purpose, channel,
    cost_each
from {{ source('landing', 'assignments') }}
where {{ until_as_of('assigned_at') }}
