create or replace table identity_work.faces as
select p.node, min(p.record_id) as record_id, n.customer_id
from identity_work.payload_records as p
inner join identity_work.numbered as n on p.record_id = n.record_id
group by p.node, n.customer_id;
create or replace table identity_work.nearest as
select
    l.record_id as a, r.record_id as b, l.customer_id, r.customer_id as other, e.weight
from identity_work.edges as e
inner join identity_work.faces as l on e.node_l = l.node
inner join identity_work.faces as r on e.node_r = r.node
where e.apart is null and e.weight >= {least}
    and l.customer_id <> r.customer_id
qualify row_number() over (
    partition by
        least(l.customer_id, r.customer_id), greatest(l.customer_id, r.customer_id)
    order by e.weight desc, a, b
) = 1;
create or replace table identity_work.concerned as
select f.*
from identity_work.faces as f
semi join (
    select customer_id from identity_work.nearest
    union all select other from identity_work.nearest
) as n on f.customer_id = n.customer_id;
create or replace table identity_work.across as
with between_customers as (
    select
        least(l.customer_id, r.customer_id) as low,
        greatest(l.customer_id, r.customer_id) as high,
        {seen} as mean
    from identity_work.edges as e
    inner join identity_work.concerned as l on e.node_l = l.node
    inner join identity_work.concerned as r on e.node_r = r.node
    where l.customer_id <> r.customer_id
    group by 1, 2
)
select n.*, m.mean
from identity_work.nearest as n
inner join between_customers as m
    on least(n.customer_id, n.other) = m.low and greatest(n.customer_id, n.other) = m.high
