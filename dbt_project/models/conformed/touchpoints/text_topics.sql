-- One row per touchpoint whose topic only its free text tells.
with

texts as (
    select
        interaction_id,
        {{ ascii_fold('free_text') }} as folded_text
    from {{ ref('touchpoints_recorded') }}
    where topic is null and free_text is not null
),

topics as (
    select
        topic,
        pattern,
        priority
    from {{ policy('topics') }} as topics
    where
        '{{ var('language', '') }}' <> ''
        and (coalesce(language, '') = '' or language = '{{ var('language', '') }}')
),

matches as (
    select
        texts.interaction_id,
        topics.topic,
        row_number() over (
            partition by texts.interaction_id order by topics.priority, topics.topic
        ) as match_number
    from texts
    inner join topics
        on {{ regexp_matches('texts.folded_text', 'topics.pattern') }}
)

select
    interaction_id,
    topic as text_topic
from matches
where match_number = 1
