select a.record_id, b.record_id, e.weight, e.apart, {columns}
from identity_work.payload_records as a
inner join identity_work.payload_records as b on a.record_id <> b.record_id
inner join identity_work.edges as e
    on e.node_l = least(a.node, b.node) and e.node_r = greatest(a.node, b.node)
where a.record_id in (select unnest($a)) and b.record_id in (select unnest($b))
order by e.weight desc, a.record_id, b.record_id
