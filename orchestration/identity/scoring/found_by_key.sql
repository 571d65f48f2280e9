-- Which pairs of one group the key `$name` finds; `pairs_of_key` has all that share it.
insert into identity_work.hits
select p.node_l, p.node_r, $name
from identity_work.pairs_of_key as p
inner join identity_work.groups as l on p.node_l = l.node
inner join identity_work.groups as r on p.node_r = r.node and l.grp = r.grp
