create or replace temp table paired_payloads as
select {columns}
from identity_work.payloads as p
semi join (
    select join_key_l as node from identity_work.{pairs}
    union all select join_key_r from identity_work.{pairs}
) as n on p.node = n.node
