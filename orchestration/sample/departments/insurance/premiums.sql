-- One row per instalment that has fallen due.
select
    code('PM', premium_key) as premium_id, policy_number, due_on, paid_on, amount_gbp, status,
    due_on as _on,
from premiums
