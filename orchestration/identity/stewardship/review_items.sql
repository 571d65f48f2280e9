create or replace table identity.review_items as
select
    md5(concat_ws('|', question, record_a, record_b, decision_id)) as review_id,
    question,
    customer_id,
    other_customer_id,
    record_a,
    record_b,
    size,
    round(match_weight, 3) as match_weight,
    case question {why} end as why,
    case question {command} end as command
from identity_work.doubts as d
anti join (
    select record_a, record_b from identity.decisions where status = 'in_force'
) as decided
    on d.question <> 'contradictory_decisions'
    and d.record_a = decided.record_a and d.record_b = decided.record_b
order by question, match_weight desc nulls last, record_a, record_b, review_id
