with many as (
    select m.key, m.node, g.component
    from identity_work.key_members as m
    semi join identity_work.turned_keys as t on m.key = t.key
    semi join (
        select key from identity_work.resized where now > {cap}
    ) as b on m.key = b.key
    inner join identity_state.groups as g on m.node = g.node
)
select m.node
from many as m
semi join identity_work.turned_keys as t on m.key = t.key and m.node = t.node
semi join many as o on m.key = o.key and m.component = o.component and m.node <> o.node
