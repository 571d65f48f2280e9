select l.record_a, l.record_b, coalesce(l.match_weight, 0), l.matched_by
from identity.links as l
inner join identity.crosswalk as c on l.record_a = c.record_id
where c.customer_id = ? and c.valid_to is null
order by l.matched_by = 'score', l.match_weight desc nulls last, l.record_a, l.record_b
