-- One row per goal: journeys towards it, and how they ended.
select
    goal,
    count(*) as journeys,
    count(*) filter (is_good) as good,
    count(*) filter (not is_good) as problem,
    count(*) filter (is_good is null) as unfinished,
    count(distinct customer_id) as customers,
    median(hours) filter (is_good is not null) as median_hours,
    sum(times_retold) as times_retold
from published.marts.journeys
group by goal
order by journeys desc, goal
