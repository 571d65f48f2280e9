-- One row per decision in force, the newest first, its records as numbers.
with records as (
    select record, row_number() over (order by record) - 1 as node
    from (
        select distinct unnest([record_a, record_b]) as record
        from identity_work.decision_states where status = 'in_force'
    )
)
select d.decision_id, d.decision = 'link' as together, a.node as left, b.node as right
from identity_work.decision_states as d
inner join records as a on d.record_a = a.record
inner join records as b on d.record_b = b.record
where d.status = 'in_force' and d.record_a <> d.record_b
order by d.decided_on desc, d.line desc
