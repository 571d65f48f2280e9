with l as (select distinct node from identity_work.payload_records where record_id in
    (select unnest($a))),
r as (select distinct node from identity_work.payload_records where record_id in
    (select unnest($b)))
select {seen}
from l cross join r
inner join identity_work.edges as e
    on e.node_l = least(l.node, r.node) and e.node_r = greatest(l.node, r.node)
