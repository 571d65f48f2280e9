create or replace table identity_work.completable as
select node, component, count(*) over (partition by component) as size
from identity_work.candidates
qualify size between 3 and {completed_up_to};
delete from identity_state.edges where rowid in (
    select e.rowid
    from identity_state.edges as e
    semi join identity_work.candidates as c on e.node_l = c.node
    left join identity_work.completable as l on e.node_l = l.node
    left join identity_work.completable as r on e.node_r = r.node
    where not e.is_blocked and coalesce(l.component <> r.component, true)
);
create or replace table identity_work.missing_pairs as
select '0' as match_key, l.node as join_key_l, r.node as join_key_r
from identity_work.completable as l
inner join identity_work.completable as r
    on l.component = r.component and l.node < r.node
anti join identity_state.edges as e on l.node = e.node_l and r.node = e.node_r
