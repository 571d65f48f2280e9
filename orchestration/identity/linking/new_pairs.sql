-- One row per pair that is to be scored; edges that blocking finds again are marked as such.
create or replace table identity_work.completed_before as
select e.node_l, e.node_r
from identity_state.edges as e
semi join identity_work.blocked_again as b on e.node_l = b.node_l and e.node_r = b.node_r;
update identity_state.edges as e set is_blocked = true
from identity_work.completed_before as c
where e.node_l = c.node_l and e.node_r = c.node_r;
create or replace table identity_work.pairs as
select '0' as match_key, node_l as join_key_l, node_r as join_key_r
from (
    from identity_work.fresh_pairs
    union
    select node_l, node_r from identity_work.stale_pairs where is_blocked
    union
    select b.node_l, b.node_r
    from identity_work.blocked_again as b
    anti join identity_work.completed_before as c
        on b.node_l = c.node_l and b.node_r = c.node_r
)
