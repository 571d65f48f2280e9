-- One row per letter risk has posted.
select
    l.letter_id, l.decision_id, s.subject_ref, l.letter_type, l.posted_at, l.posted_at::date as _on,
from letters l
join subjects s using (person_id)
