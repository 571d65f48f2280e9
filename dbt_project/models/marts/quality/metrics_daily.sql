-- One row per day, metric, segmentation and segment.
with

events as (
    select * from {{ ref('lifecycle_events') }}
    where line_of_business = 'enterprise'
),

periods as (
    select * from {{ ref('active_periods') }}
    where line_of_business = 'enterprise'
),

-- What each customer adds to a metric on a day; a rate has a denominator.
facts as (
    select
        'customers_active' as metric, customer_id, starts_on as metric_on, 1.0 as numerator,
        cast(null as double) as denominator
    from periods
    union all
    select 'customers_active', customer_id, {{ add_days('active_until', 1) }}, -1, null
    from periods
    where active_until < {{ as_of() }}
    union all
    select 'customers_' || event, customer_id, on_date, 1, null
    from events
    where event in ('new', 'reactivated', 'lost')
    union all
    select 'net_growth', customer_id, on_date, case when event = 'lost' then -1 else 1 end, null
    from events
    where event in ('new', 'reactivated', 'lost')
    union all
    select 'margin_gbp', customer_id, purchased_on, cast(margin_gbp as double), null
    from {{ ref('purchases') }}
    union all
    select
        'net_promoter_score', customer_id, cast(responded_at as date),
        case when answer >= 9 then 100 when answer <= 6 then -100 else 0 end, 1
    from {{ ref('survey_answers') }}
    where question = 'recommend' and answer is not null
    union all
    select
        'first_contact_resolution', customer_id, cast(first_contact_at as date),
        case when is_first_contact_resolution then 1 else 0 end, 1
    from {{ ref('repeat_contacts') }}
    union all
    select 'communication_conflicts', customer_a, cast(occurred_at as date), 1, null
    from {{ ref('communication_conflicts') }}
    union all
    select 'consent_breaches', customer_id, cast(sent_at as date), 1, null
    from {{ ref('consent_breaches') }}
    union all
    select
        'on_time_delivery', customer_id, coalesce(cast(delivered_at as date), promised_on),
        case when is_on_time then 1 else 0 end, 1
    from {{ ref('deliveries') }}
    where is_on_time is not null
),

-- Nobody known yet counts in the whole alone.
sums as (
    select
        facts.metric, facts.metric_on, coalesce(segments.segmentation, 'all') as segmentation,
        coalesce(segments.segment, 'all') as segment, sum(facts.numerator) as numerator,
        sum(facts.denominator) as denominator
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
    round(numerator / coalesce(denominator, 1), 6) as value, round(numerator, 2) as numerator,
    denominator
from measured
