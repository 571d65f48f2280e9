with asked as (select unnest($a) as a, unnest($b) as b)
select distinct d.decision_id, d.record_a = $first as is_own
from identity.decisions as d
inner join asked on d.record_a = least(a, b) and d.record_b = greatest(a, b)
where d.status = 'in_force' and d.decision = $decision
order by 2 desc, 1
