select l.node
from (
    ({new_edges}) union all ({stale_edges})
) as e
inner join identity_state.groups as l on e.node_l = l.node
inner join identity_state.groups as r on e.node_r = r.node and l.component = r.component
