-- One row per scoring of a subject.
select
    code('SC', p.policy_key) as score_id, s.subject_ref, w.full_name, w.birth_on, w.address_line_1,
    w.postcode, p.policy_number,
    greatest(0, least(1000, 380 + 150 * normal(p.policy_key, 'score')
        + if(p.ending in ('company cancels', 'not renewed by company'), 300, 0)))::integer as score,
    case
        when 380 + 150 * normal(p.policy_key, 'score')
            + if(p.ending in ('company cancels', 'not renewed by company'), 300, 0) < 300 then 'A'
        when 380 + 150 * normal(p.policy_key, 'score')
            + if(p.ending in ('company cancels', 'not renewed by company'), 300, 0) < 600 then 'B'
        else 'C'
    end as band,
    p.issued_at - interval 1 hour as scored_at, (p.issued_at - interval 1 hour)::date as _on,
from policies p
join subjects s using (person_id)
join written w on w.source = 'risk' and w.key = p.person_id
union all
select
    code('SC', d.decision_key + 1000000000000), s.subject_ref, w.full_name, w.birth_on,
        w.address_line_1,
    w.postcode, null, whole(d.decision_key, 'score', 450, 900), 'C',
    d.decided_at - interval 1 hour, (d.decided_at - interval 1 hour)::date,
from decisions d
join subjects s using (person_id)
join written w on w.source = 'risk' and w.key = d.person_id
where d.policy_number is null
