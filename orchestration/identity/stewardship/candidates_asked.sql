create or replace table identity_work.doubts as
with sizes as (
    select customer_id, count(*) as payloads
    from identity_work.faces group by customer_id having count(*) > {large}
),
kept as (
    select
        i.department, i.entity, n.customer_id, count(*) as records,
        min(i.record_id) as a, max(i.record_id) as b
    from identity_work.payload_records as i
    inner join identity_work.numbered as n on i.record_id = n.record_id
    group by i.department, i.entity, n.customer_id
),
asked as (
    select
        if(weight >= {least}, 'strong_link_not_made', 'nearly_linked') as question,
        customer_id, other, a, b, null as size, weight, null as decision_id,
        null as overruled_by
    from identity_work.across
    where (weight >= {least} or weight < {link})
        and (mean >= {apart} or weight >= {clip_high})
    union all
    select 'barely_linked', customer_id, null, a, b, null, weight, null, null
    from identity_work.held where weight between {link} and {near}
    union all
    select 'contradicts_itself', customer_id, null, a, b, null, weight, null, null
    from identity_work.torn
    union all
    select 'large_customer', s.customer_id, null, h.a, h.b, s.payloads, h.weight, null, null
    from sizes as s
    inner join identity_work.held as h on s.customer_id = h.customer_id
    qualify row_number() over (partition by s.customer_id order by h.weight, h.a) = 1
    union all
    select 'second_record_in_source', customer_id, null, a, b, records, null, null, null
    from kept
    window source as (partition by department, entity)
    qualify records > 1
        and count(*) over source >= {customers_from}
        and avg(cast(records > 1 as int)) over source <= {rare}
    union all
    select
        'contradictory_decisions', customer_a, nullif(customer_b, customer_a), record_a,
        record_b, null, null, decision_id, overruled_by
    from identity.decisions where overruled_by is not null and status <> 'undone'
)
select
    question, customer_id, other as other_customer_id, least(a, b) as record_a,
    greatest(a, b) as record_b, size, weight as match_weight, decision_id, overruled_by
from asked
qualify row_number() over (
    partition by question, record_a, record_b, decision_id order by customer_id
) = 1
