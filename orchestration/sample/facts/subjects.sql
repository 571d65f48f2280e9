-- One row per person in the books of risk.
select person_id, min(seen_at) as first_at, max(seen_at) as last_at, code('RS', person_id)
    as subject_ref
from (
    select person_id, decided_at as seen_at from decisions
    union all select person_id, issued_at from policies
    union all select person_id, posted_at from letters
)
group by person_id
