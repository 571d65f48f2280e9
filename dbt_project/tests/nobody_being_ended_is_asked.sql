-- Whoever the company is ending, or lives with them, has no open action that asks for anything.
select actions.customer_id, actions.action, concerned.reason
from {{ ref('next_best_actions') }} as actions
inner join {{ policy('next_best_action_rules') }} as rules on actions.action = rules.action
inner join {{ ref('customers_not_asked') }} as concerned
    on actions.customer_id = concerned.customer_id
where concerned.is_standing
    and coalesce(rules.asks_for, 'unknown') <> 'nothing'
    and {{ array_size('actions.blocked_by') }} = 0
