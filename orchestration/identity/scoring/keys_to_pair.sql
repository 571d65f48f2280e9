create or replace table identity_work.keys_to_pair as {query};
create or replace table identity_work.{target} as
select distinct l.node as node_l, r.node as node_r
from (
    select key, node from identity_work.keys_to_pair
    qualify count(*) over (partition by key) between 2 and {cap}
) as l
inner join identity_work.keys_to_pair as r on l.key = r.key and l.node < r.node
