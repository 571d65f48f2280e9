select s.*, case {cases} end as apart
from {scored} as s
inner join identity_work.payloads as l on s.node_l = l.node
inner join identity_work.payloads as r on s.node_r = r.node
where {is_compared}
