create or replace table identity_work.staying as
from identity_work.restated union from identity_work.referred;
create or replace table identity_work.keyed_anew as
select p.*
from identity_work.payloads as p
semi join (
    from identity_work.fresh union all from identity_work.staying
) as f on p.node = f.node;
create or replace table identity_work.keys_now as
{keys};
create or replace table identity_work.keys_before as
select k.key, k.node, s.stays
from identity_state.block_keys as k
inner join (
    select node, true as stays from identity_work.staying
    union all select node, false from identity_work.stale
) as s on k.node = s.node;
create or replace table identity_work.lost_keys as
select b.key, b.node, b.stays
from identity_work.keys_before as b
anti join identity_work.keys_now as n on b.key = n.key and b.node = n.node;
create or replace table identity_work.fresh_keys as
select n.key, n.node
from identity_work.keys_now as n
anti join identity_work.keys_before as b on n.key = b.key and n.node = b.node;
delete from identity_state.block_keys as k using identity_work.lost_keys as l
where k.key = l.key and k.node = l.node;
create or replace table identity_work.old_members as
select k.key, k.node
from identity_state.block_keys as k
semi join (
    select key from identity_work.fresh_keys union select key from identity_work.lost_keys
) as t on k.key = t.key;
insert into identity_state.block_keys from identity_work.fresh_keys;
create or replace table identity_work.key_members as
from identity_work.old_members
union all from identity_work.fresh_keys
union all select key, node from identity_work.lost_keys;
create or replace table identity_work.turned_keys as
select f.key, f.node
from identity_work.fresh_keys as f
semi join identity_work.staying as s on f.node = s.node
union all
select key, node from identity_work.lost_keys where stays;
create or replace table identity_work.resized as
select key, sum(was) as before, sum(is_now) as now
from (
    select key, 1 as was, 1 as is_now from identity_work.old_members
    union all select key, 1, 0 from identity_work.lost_keys
    union all select key, 0, 1 from identity_work.fresh_keys
)
group by key
