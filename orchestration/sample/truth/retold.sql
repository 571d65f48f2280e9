-- One row per issue: its contacts in order, and how often the story was told again.
select
    issue_id, person_id, topic, list(contact_id order by started_at, contact_id) as contact_ids,
    count(*) filter (is_retold) as times_retold, min(started_at) as started_at,
    max(started_at) as ended_at,
from truth.issues
group by issue_id, person_id, topic
