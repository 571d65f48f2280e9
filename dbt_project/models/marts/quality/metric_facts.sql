-- One row per metric, customer and day on which the customer adds to it.
with

events as (
    select * from {{ ref('lifecycle_events') }}
    where line_of_business = 'enterprise'
),

periods as (
    select * from {{ ref('active_periods') }}
    where line_of_business = 'enterprise'
),

-- Of a score there is the raw one and the one that speaks for those who did not answer too.
recommendations as (
    select
        answers.customer_id,
        cast(answers.responded_at as date) as responded_on,
        case when answers.answer >= 9 then 100 when answers.answer <= 6 then -100 else 0 end
            as points,
        cast(coalesce(weights.weight, 1) as decimal(18, 9)) as weight
    from {{ ref('survey_answers') }} as answers
    left join {{ source('statistics', 'response_weights') }} as weights
        on answers.invitation_id = weights.invitation_id
    where answers.question = 'recommend' and answers.answer is not null
),

-- Every metric's one definition; a rate has a denominator.
contributions as (
    select
        'customers_active' as metric, customer_id, starts_on as metric_on,
        cast(1 as decimal(18, 2)) as numerator, cast(null as decimal(18, 9)) as denominator
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
    select 'margin', customer_id, purchased_on, margin, null
    from {{ ref('purchases') }}
    where margin is not null
    union all
    select 'margin', customer_id, credited_on, margin, null
    from {{ ref('credits') }}
    where margin is not null
    union all
    select 'net_promoter_score', customer_id, responded_on, points * weight, weight
    from recommendations
    union all
    select 'net_promoter_score_raw', customer_id, responded_on, points, 1
    from recommendations
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

facts as (
    select
        metric, customer_id, metric_on, cast(sum(numerator) as decimal(38, 9)) as numerator,
        cast(sum(denominator) as decimal(38, 9)) as denominator
    from contributions
    group by metric, customer_id, metric_on
),

segments as (
    select
        customer_id,
        max(case when segmentation = 'age' then segment end) as age_segment,
        max(case when segmentation = 'household' then segment end) as household_segment
    from {{ ref('customer_segments') }}
    group by customer_id
)

select
    {{ hash_key(['facts.metric', 'facts.customer_id', 'facts.metric_on']) }} as metric_fact_id,
    facts.metric, facts.customer_id, facts.metric_on, facts.numerator, facts.denominator,
    segments.age_segment, segments.household_segment
from facts
left join segments on facts.customer_id = segments.customer_id
