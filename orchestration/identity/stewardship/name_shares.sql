create or replace table identity.name_shares as from ({shares}) order by field, name;
create or replace table identity.decisions as
select
    d.decision_id, d.decision, d.record_a, d.record_b, d.author, d.reason, d.decided_on,
    d.expires_on,
    if(
        d.status = 'in_force' and (a.record_id is null or b.record_id is null),
        'waiting', d.status
    ) as status,
    d.overruled_by,
    a.customer_id as customer_a,
    b.customer_id as customer_b
from identity_work.decision_states as d
left join identity_work.numbered as a on d.record_a = a.record_id
left join identity_work.numbered as b on d.record_b = b.record_id
order by d.line;
create or replace table identity_work.steward_pairs as
select
    d.record_a, d.record_b, '0' as match_key,
    least(l.node, r.node) as join_key_l, greatest(l.node, r.node) as join_key_r
from identity.decisions as d
inner join identity_work.payload_records as l on d.record_a = l.record_id
inner join identity_work.payload_records as r on d.record_b = r.record_id
where d.status = 'in_force' and d.decision = 'link'
