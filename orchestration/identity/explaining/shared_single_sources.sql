select distinct l.department
from identity.single_sources as s
inner join identity.crosswalk as l on s.department = l.department and l.valid_to is null
inner join identity.crosswalk as r on s.department = r.department and r.valid_to is null
where l.customer_id = ? and r.customer_id = ?
order by 1
