create or replace table identity_work.inside as
with held as (select distinct node, grp from identity_work.record_groups)
select e.*, g.grp
from identity_work.edges as e
inner join held as g on e.node_l = g.node
inner join held as h on e.node_r = h.node and g.grp = h.grp;
create or replace table identity_work.assigned as
with best as (
    select node, grp, max(weight) as weight
    from (
        select node_l as node, grp, weight from identity_work.inside
        union all
        select node_r, grp, weight from identity_work.inside
    )
    group by node, grp
),
steward as (
    select record_a as record_id from identity_work.decided where together
    union select record_b from identity_work.decided where together
),
twins as (
    select node, grp from identity_work.record_groups
    group by node, grp having count(*) > 1
)
select
    p.record_id,
    k.department,
    substr(p.record_id, length(k.department) + 2) as source_record_id,
    k.first_seen_at,
    p.base,
    p.grp,
    case
        when s.record_id is not null then 'steward'
        when b.weight is not null and b.weight > 0 then 'score'
        when t.node is not null then 'identical'
        else 'alone'
    end as matched_by,
    round(b.weight, 3) as match_weight,
    concat_ws(
        '|',
        coalesce(case when length(k.given_name) > 1 then array_to_string(
            list_transform(list_sort(f.given_forms), lambda form: {hashed_form}), ','
        ) end, ''),
        {hashed_face},
        coalesce(cast(cast(k.first_seen_at as date) as varchar), '')
    ) as face
from identity_work.record_groups as p
inner join identity_work.standardised as k on p.record_id = k.record_id
inner join identity_work.payloads as f on p.node = f.node
left join best as b on p.node = b.node and p.grp = b.grp
left join steward as s on p.record_id = s.record_id
left join twins as t on p.node = t.node and p.grp = t.grp
