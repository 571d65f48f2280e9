-- One row per invitation: the true answers of everybody invited.
select
    invitation_id, person_id, trigger as segment, date_trunc('month', invited_at)::date as month,
    satisfied, repurchase, recommend, responded, propensity,
from opinions
