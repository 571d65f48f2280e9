-- One row per customer number, epoch, line of business and tenure: a time of being a customer, from
-- a first purchase to a loss, within which every next purchase came before the last was forgotten.
with

reach as (
    select * from {{ ref('purchase_retention') }}
),

before as (
    select
        *,
        max(retained_until) over (
            partition by customer_id, epoch_from, line_of_business
            order by purchased_on, purchase_id
            rows between unbounded preceding and 1 preceding
        ) as retained_before
    from reach
),

numbered as (
    select
        *,
        sum(case when retained_before >= purchased_on then 0 else 1 end) over (
            partition by customer_id, epoch_from, line_of_business
            order by purchased_on, purchase_id
            rows between unbounded preceding and current row
        ) as tenure_number
    from before
),

-- The purchase that kept the customer longest says who ended the tenure.
ranked as (
    select
        *,
        row_number() over (
            partition by customer_id, epoch_from, line_of_business, tenure_number
            order by retained_until desc, purchased_on desc, purchase_id desc
        ) as lasting_rank
    from numbered
),

customer_tenures as (
    select
        customer_id,
        epoch_from,
        epoch_until,
        epoch_begun_by,
        epoch_ended_by,
        is_current,
        segment_customer_id,
        line_of_business,
        cast(tenure_number as integer) as tenure_number,
        policy_version,
        min(purchased_on) as starts_on,
        max(purchased_on) as last_purchase_on,
        max(retained_until) as retained_until,
        max(case when lasting_rank = 1 then would_be_ended_by end) as would_be_ended_by,
        max(case when lasting_rank = 1 then bought_in end) as last_bought_in,
        cast(count(*) as integer) as purchases,
        cast(count(*) - count(margin) as integer) as purchases_without_margin,
        cast(sum(margin) as decimal(18, 2)) as margin
    from ranked
    group by
        customer_id, epoch_from, epoch_until, epoch_begun_by, epoch_ended_by, is_current,
        segment_customer_id, line_of_business, tenure_number, policy_version
),

dated as (
    select
        *,
        case
            when retained_until < {{ as_of() }} then {{ add_days('retained_until', 1) }}
        end as lost_on
    from customer_tenures
)

select
    {{ hash_key(['customer_id', 'epoch_from', 'line_of_business', 'tenure_number']) }} as tenure_id,
    customer_id,
    epoch_from,
    epoch_until,
    epoch_begun_by,
    epoch_ended_by,
    is_current,
    segment_customer_id,
    line_of_business,
    tenure_number,
    policy_version,
    starts_on,
    last_purchase_on,
    retained_until,
    lost_on,
    case when lost_on is not null then would_be_ended_by end as ended_by,
    last_bought_in,
    purchases,
    purchases_without_margin,
    margin,
    -- Margin a year: one figure for the whole tenure, so it leaves the books at what it entered at.
    {{ pennies(
        'margin * 365e0 / greatest(365, '
        ~ days_between('starts_on', 'coalesce(lost_on, ' ~ as_of() ~ ')') ~ ')'
    ) }} as margin_a_year
from dated
