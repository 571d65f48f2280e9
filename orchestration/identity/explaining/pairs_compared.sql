create table identity_work.pairs as
select '0' as match_key, l.node as join_key_l, r.node as join_key_r
from identity_work.payloads as l
inner join identity_work.payloads as r on l.node < r.node
union all
select '0', node, node
from identity_work.payload_records group by node having count(*) > 1
