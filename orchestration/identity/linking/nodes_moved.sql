create or replace table identity_work.moved as
select node from identity_work.stale
union select node from identity_work.resourced
union select unnest([node_l, node_r]) from identity_work.unblocked
union select unnest([node_l, node_r]) from identity_work.blocked_again
union select unnest([node_l, node_r]) from ({new_edges})
where {model}
union select node from ({inside})
union select node from ({among_many});
create or replace table identity_work.affected as
with parts as (
    select distinct g.component
    from identity_state.groups as g
    semi join identity_work.moved as m on g.node = m.node
)
select g.node
from identity_state.groups as g
semi join parts as p on g.component = p.component
anti join identity_work.stale as s on g.node = s.node
union
select node from identity_work.fresh;
delete from identity_state.groups where node in (
    select node from identity_work.affected union all select node from identity_work.stale
)
