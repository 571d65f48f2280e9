-- One row per underwriting decision.
select
    d.decision_id, s.subject_ref, d.policy_number, d.line_of_business, d.decision, d.reason,
    d.decided_at, d.effective_on, d.decided_at::date as _on,
from decisions d
join subjects s using (person_id)
