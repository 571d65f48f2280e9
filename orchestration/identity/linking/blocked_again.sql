create or replace table identity_work.blocked_again as {shrunk};
create or replace table identity_work.small_blocks as
select key from identity_work.resized where now between 2 and {cap};
create or replace table identity_work.fresh_pairs as
select distinct least(f.node, m.node) as node_l, greatest(f.node, m.node) as node_r
from identity_work.fresh_keys as f
semi join identity_work.small_blocks as b on f.key = b.key
inner join (
    select key, node from identity_work.old_members
    union all select key, node from identity_work.fresh_keys
) as m on f.key = m.key and f.node <> m.node
