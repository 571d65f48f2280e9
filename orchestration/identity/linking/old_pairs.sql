select distinct l.node as node_l, r.node as node_r
from identity_work.resized as b
inner join identity_work.old_members as l on b.key = l.key
inner join identity_work.old_members as r on b.key = r.key and l.node < r.node
where {resized}
