-- One row per suite: the median of its row counts in the last other runs.
with last_builds as (
    select
        suite,
        evaluated,
        row_number() over (partition by suite order by occurred_at desc, run_id) as age,
    from gates.results
    where expectation = ? and run_id <> ?
)
select suite, cast(median(evaluated) as bigint) from last_builds where age <= ? group by 1
