select p.part, min(s.valid_from) as since
from identity_work.spans as s
inner join identity_work.parts as p on s.n = p.n
group by p.part
order by since, p.part
