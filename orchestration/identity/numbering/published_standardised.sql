create or replace table identity.standardised as
select
    record_id, named, given_name, middle_name, family_name, birth_on, email, phone,
    phone_alternative, address_line, flat as unit, city, postcode, national_id,
    loyalty_number
from identity_work.standardised
order by record_id;

create or replace table identity.links as
with faces as (
    select node, grp, min(record_id) as face
    from identity_work.record_groups group by node, grp
)
select
    least(l.face, r.face) as record_a,
    greatest(l.face, r.face) as record_b,
    'score' as matched_by,
    round(i.weight, 3) as match_weight,
    {{weights}} as weights
from identity_work.inside as i
inner join faces as l on i.node_l = l.node and i.grp = l.grp
inner join faces as r on i.node_r = r.node and i.grp = r.grp
where i.weight > 0 and i.apart is null
union all
select f.face, p.record_id, 'identical', round(i.weight, 3), {{weights}}
from identity_work.record_groups as p
inner join faces as f on p.node = f.node and p.grp = f.grp
inner join identity_work.scored_selves as i on p.node = i.node_l
where p.record_id <> f.face
order by 1, 2
