delete from identity.links as l using identity_work.steward_pairs as p
where l.record_a = p.record_a and l.record_b = p.record_b;
insert into identity.links
select distinct
    p.record_a, p.record_b, 'steward', round(s.weight, 3), {{weights}}
from identity_work.steward_pairs as p
left join identity_work.scored_stewards as s
    on p.join_key_l = s.node_l and p.join_key_r = s.node_r
order by 1, 2
