-- One row per goal: the journeys towards it, and how they ended.
select
    goal,
    count(*) as journeys,
    count(case when is_good then 1 end) as good,
    count(case when not is_good then 1 end) as problem,
    count(case when is_good is null then 1 end) as unfinished,
    count(distinct customer_id) as customers,
    {{ median('case when is_good is not null then hours end') }} as median_hours,
    cast(sum(times_retold) as bigint) as times_retold
from {{ ref('journeys') }}
group by goal
