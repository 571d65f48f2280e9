-- One row per run of the gates, the newest first.
select
    run_id,
    cast(date_trunc('second', max(occurred_at)) as varchar) as gated_at,
    count(distinct suite) as suites,
    count(*) as expectations,
    count(*) filter (where not passed and severity = 'critical') as failures,
    count(*) filter (where not passed and severity <> 'critical') as warnings,
from gates.results
group by run_id
order by max(occurred_at) desc, run_id
limit ?
