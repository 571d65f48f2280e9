-- One row per case.
select
    s.case_id, c.customer_ref, s.topic, s.is_complaint,
    case when s.policy_number is not null then 'insurance' when s.order_number is not null
        then 'retail' end as line_of_business,
    s.order_number, s.policy_number, s.opened_at, s.closed_at,
    if(s.closed_at is null, 'open', 'closed') as status, s.resolution, s.team,
    s.opened_at::date as _on,
from cases s
join case_callers c using (case_key)
