-- One row per line of the file of decisions: whether it holds on the day, and why not.
create or replace table identity_work.decision_states as
with live as (
    select d.*
    from decision_lines as d
    anti join decision_lines as u on u.undoes = d.decision_id
    where d.decision <> 'undo'
        and coalesce(d.expires_on > cast($as_of as date), true)
),
newest as (
    select
        *,
        first_value(decision_id) over pair as newest_id,
        first_value(decision) over pair as newest_decision
    from live
    window pair as (partition by record_a, record_b order by decided_on desc, line desc)
)
select
    d.line, d.decision_id, d.decision, d.record_a, d.record_b, d.author, d.reason,
    d.decided_on, d.expires_on,
    case
        when u.undoes is not null then 'undone'
        when n.decision_id is null then 'expired'
        when n.newest_id <> n.decision_id then 'replaced'
        else 'in_force'
    end as status,
    if(n.newest_decision <> n.decision, n.newest_id, null) as overruled_by
from decision_lines as d
left join (select distinct undoes from decision_lines) as u on d.decision_id = u.undoes
left join newest as n on d.decision_id = n.decision_id
where d.decision <> 'undo'
order by d.line
