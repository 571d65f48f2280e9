-- One row per case: the caller's file it was put in.
select
    s.case_key, c.customer_ref, c.caller_key,
from cases s
join callers c
    on c.person_id = s.person_id and c.created_at <= s.opened_at
qualify row_number() over (partition by s.case_key
    order by if(chance(s.case_key, 'newer file', 0.6), c.copy, -c.copy) desc) = 1
