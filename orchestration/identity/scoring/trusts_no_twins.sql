select
    (
        select count(distinct (least(g.grp, h.grp), greatest(g.grp, h.grp)))
        from {scored} as s
        inner join identity_work.groups as g on s.node_l = g.node
        inner join identity_work.groups as h on s.node_r = h.node and g.grp <> h.grp
        where gamma_given = {given_different} and gamma_birth = {birth_same}
            and gamma_family >= {family_similar}
    ),
    (select count(distinct grp) from identity_work.groups)
