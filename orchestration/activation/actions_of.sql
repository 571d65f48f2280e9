-- One row per action for a customer, best first.
select action, why, blocked_by from published.marts.next_best_actions
where customer_id = $customer_id
order by rank
