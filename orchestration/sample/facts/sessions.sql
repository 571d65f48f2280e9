-- One row per visit that takes place: on which browser, and as the person's how manieth.
with heads as (
    select c.first_household_id, c.person_id
    from crowd c
    join shoppers s using (person_id)
    where c.first_role = 'head' and s.has_account
),

devices as (
    select
        s.person_id, chance(s.person_id, 'app', 0.4) as has_app,
        (start_on() + days(u(s.person_id, 'cookie day') * 365.25 * years()))::date
            as cookie_reset_on,
        h.person_id as head_id,
        h.person_id is not null and h.person_id <> s.person_id
            and chance(s.person_id, 'shares tablet', 0.15) as shares,
    from shoppers s
    join crowd c using (person_id)
    left join heads h using (first_household_id)
),

placed as (
    select
        v.*,
        case
            when d.shares and chance(v.source_key, 'on the tablet', 0.5) then d.head_id * 8
            when v.in_app and d.has_app or d.has_app and v.kind <> 'order'
                and chance(v.source_key, 'on the phone', 0.35) then v.person_id * 8 + 1
            when v.about_at::date >= d.cookie_reset_on and chance(v.person_id, 'cookie reset', 0.35)
                then v.person_id * 8 + 2
            else v.person_id * 8
        end as visitor_key,
    from visits v
    join devices d using (person_id)
    where v.about_at < until_at() and v.about_at >= start_on()
),

-- Visits of one browser keep clear of each other; those that matter stay.
spaced_out as (
    select
        *,
        lag(about_at) over browser as before_at,
        lead(about_at) over browser as after_at,
    from placed
    window browser as (partition by visitor_key order by about_at, source_key)
)

select
    * exclude (before_at, after_at, in_app),
    person_id * 4096
        + row_number() over (partition by person_id order by about_at, source_key) as session_key,
from spaced_out
where kind not in ('look', 'idle', 'click')
    or coalesce(about_at - before_at > interval 3 hour, true)
    and coalesce(after_at - about_at > interval 3 hour, true)
