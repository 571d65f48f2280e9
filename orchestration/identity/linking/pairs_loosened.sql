create or replace table identity_work.loosened as
{grown}
union
select least(l.node, m.node), greatest(l.node, m.node)
from identity_work.resized as b
inner join identity_work.lost_keys as l on b.key = l.key and l.stays
inner join (
    from identity_work.old_members
    union all select key, node from identity_work.lost_keys where stays
) as m on b.key = m.key and l.node <> m.node
where b.before between 2 and {cap};
create or replace table identity_work.loose_keys as
select k.key, k.node
from identity_state.block_keys as k
semi join (
    select node_l as node from identity_work.loosened
    union select node_r from identity_work.loosened
) as n on k.node = n.node;
create or replace table identity_work.loose_blocks as
select k.key
from identity_state.block_keys as k
semi join identity_work.loose_keys as l on k.key = l.key
group by k.key having count(*) between 2 and {cap};
create or replace table identity_work.unblocked as
select node_l, node_r from identity_work.loosened
except
select l.node, r.node
from (
    from identity_work.loose_keys semi join identity_work.loose_blocks using (key)
) as l
inner join identity_work.loose_keys as r on l.key = r.key and l.node < r.node
