with inside as (
    select e.node_l, e.node_r, e.weight, e.apart, {own}
    from identity_state.edges as e
    inner join identity_work.candidates as l on e.node_l = l.node
    inner join identity_work.candidates as r
        on e.node_r = r.node and l.component = r.component
),
singles as (
    select c.node, c.component, unnest(p.single_sources) as source
    from identity_work.candidates as c
    inner join identity_work.payloads as p on c.node = p.node
),
two as (
    -- A source that keeps one record per person has two people where it has two records.
    select distinct l.node as node_l, r.node as node_r
    from singles as l
    inner join singles as r
        on l.component = r.component and l.source = r.source and l.node < r.node
)
select
    coalesce(e.node_l, t.node_l) as l,
    coalesce(e.node_r, t.node_r) as r,
    coalesce(e.weight, 0) as weight,
    t.node_l is not null as apart,
    e.apart is not null and t.node_l is null as against,
    {own}
from inside as e
full join two as t on e.node_l = t.node_l and e.node_r = t.node_r
order by l, r
