select
    count(*) filter (list_has_any(l.single_sources, r.single_sources)),
    count(*) filter (not list_has_any(l.single_sources, r.single_sources))
from {scored} as s
inner join identity_work.payloads as l on s.node_l = l.node
inner join identity_work.payloads as r on s.node_r = r.node
where gamma_given = {given_different} and {twins}
    and l.single_sources is not null and r.single_sources is not null
