-- One row per suite: its checks, and how many did not hold.
select
    suite, count(*) as checks, count(*) filter (not passed) as failed,
    string_agg(expectation, ', ' order by expectation) filter (not passed) as which
from published.marts.gate_results
group by suite
order by failed desc, suite
limit $most
