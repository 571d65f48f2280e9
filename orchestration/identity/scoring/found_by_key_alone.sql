-- How many links no other key than `$name` finds.
select count(*)
from (
    select node_l, node_r
    from identity_work.hits
    group by node_l, node_r
    having min(name) = $name and max(name) = $name
)
