-- One row per step from channel to channel and how often it was taken, won or not.
with won as (
    select purchase_id as path, channel, touch_number as place, true as is_won
    from conformed.conversion_touchpoints where touchpoint_id is not null
),
lost as (
    select path_id as path, channel,
        row_number() over (partition by path_id order by occurred_at, touchpoint_id) as place,
        false as is_won
    from conformed.marketing_touches
    anti join conformed.conversion_touchpoints using (touchpoint_id)
),
steps as (
    from won union all from lost
),
moves as (
    select lag(channel, 1, '(start)') over in_path as origin, channel as goal
    from steps window in_path as (partition by is_won, path order by place)
    union all
    select max_by(channel, place), case when is_won then '(won)' else '(lost)' end
    from steps group by is_won, path
)
select origin, goal, count(*) as moves from moves group by origin, goal order by origin, goal
