-- One row per issue that is not about leaving, and per self-service failure that nobody followed
-- up.
with stories as (
    select
        i.issue_id, any_value(i.person_id) as person_id, any_value(i.topic) as topic,
        min(i.started_at) as first_at, max(i.started_at) as last_at,
        arg_max(i.is_resolved, i.place) as is_resolved,
        min(i.started_at) filter (i.place = 2) as repeated_at,
        min(k.opened_at) filter (k.is_complaint) as complained_at,
        arg_min(k.case_id, i.place) filter (i.has_case) as case_id,
        bool_or(k.resolution in ('saved', 'cancelled')) is true as is_about_leaving,
    from truth.issues i
    join cases k using (case_key)
    group by i.issue_id
),

failures as (
    select person_id, failed_topic as topic, failed_at
    from truth.seen_sessions
    where failed_at is not null and failed_at < until_at()
),

opened as (
    select s.*, min(f.failed_at) as failed_at
    from stories s
    left join failures f
        on f.person_id = s.person_id and f.topic = s.topic
        and f.failed_at between s.first_at - interval 24 hour and s.first_at
    group by all
),

silent as (
    select f.*, lag(f.failed_at) over (partition by person_id, topic order by failed_at)
        as before_at
    from failures f
    where f.topic <> 'website' and not exists (from truth.issues i
        where i.person_id = f.person_id and i.topic = f.topic
            and i.started_at between f.failed_at and f.failed_at + interval 24 hour)
),

silent_ones as (
    select
        *, sum(if(before_at >= failed_at - interval 24 hour, 0, 1)) over (
            partition by person_id, topic order by failed_at) as number,
    from silent
)

select
    person_id, 'get_help' as goal, case_id as reference, coalesce(failed_at, first_at)
        as started_at,
    last_at as ended_at, if(is_resolved, 'resolved', 'unresolved') as outcome,
    [
        {'happened_at': failed_at, 'place': 1, 'step': 'self_service_failed'},
        {'happened_at': repeated_at, 'place': 2, 'step': 'repeat_contact'},
        {'happened_at': complained_at, 'place': 3, 'step': 'complaint'},
        {'happened_at': if(is_resolved, null, last_at), 'place': 4, 'step': 'unresolved'},
    ] as problems,
from opened
where not is_about_leaving
union all
select
    person_id, 'get_help', null, min(failed_at), max(failed_at), 'abandoned',
    [{'happened_at': min(failed_at), 'place': 1, 'step': 'self_service_failed'}],
from silent_ones
group by person_id, topic, number
