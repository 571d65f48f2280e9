select c.*, n.action as next_action, n.why as next_action_why
from published.marts.customer_360 as c
left join (
    select customer_id, action, why
    from published.marts.next_best_actions
    where len(blocked_by) = 0
    qualify row_number() over (partition by customer_id order by rank) = 1
) as n on c.customer_id = n.customer_id
where {where}
