-- One row: customers by where they stand.
select
    count(*) as customers,
    count(*) filter (lifecycle_state = 'active') as active,
    count(*) filter (lifecycle_state = 'lapsed') as lapsed,
    count(*) filter (lifecycle_state = 'lost') as lost,
    count(*) filter (lifecycle_state = 'prospect') as prospects,
    count(*) filter (is_at_risk) as at_risk,
    count(*) filter (open_cases > 0) as with_open_cases
from published.marts.customer_360
