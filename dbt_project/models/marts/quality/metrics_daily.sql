-- One row per day, metric, segmentation and segment.
with

facts as (
    select * from {{ ref('metric_facts') }}
),

-- Nobody known yet counts in the whole alone.
sums as (
    select
        facts.metric, facts.metric_on, coalesce(segments.segmentation, 'all') as segmentation,
        coalesce(segments.segment, 'all') as segment,
        cast(sum(facts.numerator) as double) as numerator,
        cast(sum(facts.denominator) as double) as denominator
    from facts
    left join {{ ref('customer_segments') }} as segments
        on facts.customer_id = segments.customer_id
    group by
        facts.metric, facts.metric_on, coalesce(segments.segmentation, 'all'),
        coalesce(segments.segment, 'all')
),

-- A stock has a value on every day, moved or not; the others only where something happened.
segments as (
    select distinct segmentation, segment
    from sums
    where metric = 'customers_active'
),

stock_days as (
    select 'customers_active' as metric, days.day, segments.segmentation, segments.segment
    from segments
    cross join {{ ref('days') }} as days
),

stocks as (
    select
        stock_days.metric, stock_days.day, stock_days.segmentation, stock_days.segment,
        sum(coalesce(sums.numerator, 0)) over (
            partition by stock_days.segmentation, stock_days.segment order by stock_days.day
            rows between unbounded preceding and current row
        ) as numerator,
        cast(null as double) as denominator
    from stock_days
    left join sums
        on stock_days.metric = sums.metric
        and stock_days.day = sums.metric_on
        and stock_days.segmentation = sums.segmentation
        and stock_days.segment = sums.segment
),

measured as (
    select * from sums
    where metric <> 'customers_active'
    union all
    select * from stocks
)

select
    metric_on, metric, segmentation, segment,
    round(numerator / coalesce(denominator, 1), 6) as value,
    round(numerator, 6) as numerator,
    round(denominator, 6) as denominator
from measured
