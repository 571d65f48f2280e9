select side, line_of_business as line, number, said from (
    unpivot (select '{side}' as side, line_of_business, {listed}
        from {side}.lifecycle_policy) on {numbers} into name number value said
)
union all
select '{side}', line_of_business, 'ended_by after ' || decision, 'company'
from {side}.ending_decisions
