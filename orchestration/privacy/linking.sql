-- One row per record of a customer: how it was joined, and its strongest link to another of theirs.
with mine as (
    select record_id, department, source_record_id, matched_by, match_weight
    from identity.crosswalk
    where valid_to is null and customer_id = $customer
),
links as (
    select l.record_a as record_id, l.matched_by, l.match_weight, l.weights, m.department
    from identity.links as l join mine as m on m.record_id = l.record_b
    semi join mine as a on a.record_id = l.record_a
    union all
    select l.record_b, l.matched_by, l.match_weight, l.weights, m.department
    from identity.links as l join mine as m on m.record_id = l.record_a
    semi join mine as b on b.record_id = l.record_b
)
select
    mine.department,
    mine.source_record_id,
    mine.matched_by,
    arg_max(links.department, links.match_weight) as linked_to,
    arg_max(links.weights, links.match_weight) as weights
from mine left join links on links.record_id = mine.record_id
group by all
order by all
