create or replace table identity_work.decided as
select d.record_a, d.record_b, d.decision = 'link' as together
from identity_work.decision_states as d
semi join identity_work.payload_records as l on d.record_a = l.record_id
semi join identity_work.payload_records as r on d.record_b = r.record_id
where d.status = 'in_force' and d.record_a <> d.record_b
