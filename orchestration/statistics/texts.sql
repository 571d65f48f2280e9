-- One row per touchpoint with a text: the topic ticked for it, and the one its words say.
with recorded as (
    select *, count(distinct topic) over (partition by department) > 1 as is_ticked
    from conformed.touchpoints_recorded
    where free_text is not null
)
select interaction_id, free_text, case when is_ticked then recorded.topic end as ticked,
    patterns.text_topic as matched
from recorded left join conformed.text_topics as patterns using (interaction_id)
order by interaction_id
