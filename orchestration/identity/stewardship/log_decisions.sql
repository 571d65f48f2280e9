insert into identity.events
    (event_id, event, customer_id, other_customer_id, occurred_on, decision_id)
with logged as (
    select
        decision_id,
        count(*) as turns,
        count(*) filter (event = '{applied}') * 2 > count(*) as held,
        max(customer_id) as customer_id
    from identity.events
    where decision_id is not null
    group by decision_id
),
turned as (
    select
        coalesce(d.decision_id, l.decision_id) as decision_id,
        case d.status when 'in_force' then '{applied}' {ends} else '{gone}' end as event,
        coalesce(d.customer_a, d.customer_b, l.customer_id) as customer_id,
        if(d.customer_a <> d.customer_b, d.customer_b, null) as other_customer_id,
        coalesce(l.turns, 0) as turns
    from identity.decisions as d
    full join logged as l on d.decision_id = l.decision_id
    where coalesce(d.status = 'in_force', false) <> coalesce(l.held, false)
)
select
    sha256(concat_ws('|', event, decision_id, turns)), event, customer_id,
    other_customer_id, cast($as_of as date), decision_id
from turned
order by decision_id
