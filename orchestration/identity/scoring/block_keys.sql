create or replace table identity_state.block_keys as {query};
create or replace table identity_work.blocks as
select key from identity_state.block_keys
group by key having count(*) between 2 and {cap};
create or replace table identity_work.block_members as
select k.key, k.node
from identity_state.block_keys as k
semi join identity_work.blocks as b on k.key = b.key;
create or replace table identity_work.pairs as
select distinct '0' as match_key, l.node as join_key_l, r.node as join_key_r
from identity_work.block_members as l
inner join identity_work.block_members as r on l.key = r.key and l.node < r.node;
drop table identity_work.blocks;
drop table identity_work.block_members
