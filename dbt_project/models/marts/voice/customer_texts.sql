-- One row per text that somebody wrote or said: what it is about and how it sounds, not its words.
select
    interaction_id,
    customer_id,
    occurred_at,
    department,
    channel,
    interaction_type,
    coalesce(topic, 'unknown') as topic,
    case
        when topic is null then 'nobody'
        when text_topic is null then 'department'
        else text_topic_told_by
    end as topic_told_by,
    coalesce(tone, 'unknown') as tone,
    polarity,
    text_note as note,
    is_problem
from {{ ref('interactions') }}
where has_text
