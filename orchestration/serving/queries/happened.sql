-- One row per thing that happened in conversations: on the day, in 7 and in 30 days.
with happened as (
    select 'conflicts' as what, cast(occurred_at as date) as on_date
    from published.marts.communication_conflicts
    union all
    select 'consent_breaches', cast(sent_at as date) from published.marts.consent_breaches
    union all
    select 'alerts', cast(raised_at as date) from published.marts.alerts
),
kinds as (
    select
        unnest(['conflicts', 'consent_breaches', 'alerts']) as what,
        unnest([1, 2, 3]) as place
)
select
    k.what,
    count(*) filter (h.on_date = $measured_on) as days_1,
    count(*) filter (h.on_date > $measured_on::date - 7) as days_7,
    count(*) filter (h.on_date > $measured_on::date - 30) as days_30
from kinds as k
left join happened as h on k.what = h.what and h.on_date <= $measured_on::date
group by k.what, k.place
order by k.place
