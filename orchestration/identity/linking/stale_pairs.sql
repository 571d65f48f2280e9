-- One row per scored pair that may weigh otherwise now; the pair leaves the edges.
create or replace table identity_work.told_anew as
select node, bool_or(is_restated) as is_restated
from (
    select node, true as is_restated from identity_work.restated
    union all select node, false from identity_work.turned_keys
    union all select node, false from identity_work.renamed
)
group by node;
create or replace table identity_work.touched as
select e.node_l, e.node_r, coalesce(l.is_restated or r.is_restated, false) as is_restated
from identity_state.edges as e
left join identity_work.told_anew as l on e.node_l = l.node
left join identity_work.told_anew as r on e.node_r = r.node
where l.node is not null or r.node is not null;
create or replace table identity_work.turning as
select e.node_l, e.node_r, t.key, e.node_r as other
from identity_work.touched as e
inner join identity_work.turned_keys as t on e.node_l = t.node
union all
select e.node_l, e.node_r, t.key, e.node_l
from identity_work.touched as e
inner join identity_work.turned_keys as t on e.node_r = t.node;
create or replace table identity_work.shakable as
select node_l, node_r from identity_work.touched where is_restated
union
select t.node_l, t.node_r from identity_work.turning as t
semi join identity_work.key_members as m on t.key = m.key and t.other = m.node
union
select e.node_l, e.node_r
from identity_work.touched as e
inner join identity_work.renamed as l on e.node_l = l.node
inner join identity_work.renamed as r on e.node_r = r.node and l.name = r.name;
create or replace table identity_work.stale_pairs as
select e.node_l, e.node_r, e.weight, e.apart, e.is_blocked
from identity_state.edges as e
semi join identity_work.shakable as s on e.node_l = s.node_l and e.node_r = s.node_r;
delete from identity_state.edges as e using identity_work.stale_pairs as s
where e.node_l = s.node_l and e.node_r = s.node_r
