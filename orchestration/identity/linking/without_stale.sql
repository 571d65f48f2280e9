delete from identity_state.edges where rowid in (
    select e.rowid from identity_state.edges as e
    semi join identity_work.stale as s on e.node_l = s.node
    union
    select e.rowid from identity_state.edges as e
    semi join identity_work.stale as s on e.node_r = s.node
)
