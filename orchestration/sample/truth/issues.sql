-- One row per inbound contact: the issue it belongs to (a week without contact on a topic ends
-- one).
with followed as (
    select
        *,
        lag(started_at) over story as before_at,
        lag(channel) over story as channel_before,
        lag(team) over story as team_before,
    from contacts
    where direction = 'inbound'
    window story as (partition by person_id, topic order by started_at, contact_id)
),

numbered as (
    select
        *,
        sum(if(before_at >= started_at - interval 168 hour, 0, 1)) over (
            partition by person_id, topic order by started_at, contact_id) as number,
    from followed
)

select
    *,
    person_id || '/' || topic || '/' || number as issue_id,
    row_number() over (partition by person_id, topic, number order by started_at, contact_id)
        as place,
    before_at >= started_at - interval 168 hour
        and (channel <> channel_before or team <> team_before) as is_retold,
from numbered
