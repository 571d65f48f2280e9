-- One row per instalment that has fallen due.
select
    code('PM', premium_key) as premium_id, policy_number, due_on, paid_on, amount_gbp,
    case when paid_on is not null then 'paid' when is_missed then 'missed' else 'due' end as status,
    due_on as _on,
from premiums
