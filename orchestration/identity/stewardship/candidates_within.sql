create or replace table identity_work.held as
with ends as (
    select node_l as node, node_r as other, weight from identity_work.inside
    union all
    select node_r, node_l, weight from identity_work.inside
)
select f.record_id as a, o.record_id as b, f.customer_id, e.weight
from ends as e
inner join identity_work.faces as f on e.node = f.node
inner join identity_work.faces as o on e.other = o.node and f.customer_id = o.customer_id
qualify row_number() over (
    partition by e.node, f.customer_id order by e.weight desc, b
) = 1;
create or replace table identity_work.torn as
select l.record_id as a, r.record_id as b, l.customer_id, e.weight
from identity_work.inside as e
inner join identity_work.faces as l on e.node_l = l.node
inner join identity_work.faces as r on e.node_r = r.node and l.customer_id = r.customer_id
where {format}
qualify row_number() over (partition by l.customer_id order by e.weight, a, b) = 1
