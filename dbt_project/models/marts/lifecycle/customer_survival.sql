-- One row per line of business and month since a customer came: how many are still in the book, by
-- Kaplan and Meier (1958), with Greenwood's variance on the log-log scale.
{% set z = '1.959963985e0' %}
with

tenures as (
    select
        line_of_business,
        lost_on is not null as is_lost,
        {{ months_between('starts_on', 'coalesce(lost_on, ' ~ as_of() ~ ')') }} as months
    from {{ ref('customer_tenures') }}
    where is_current
),

-- A tenure that is not over says that its customer stayed this long, and nothing of what follows.
ends as (
    select
        line_of_business,
        months,
        sum(case when is_lost then 1 else 0 end) as lost,
        count(*) as ended
    from tenures
    group by line_of_business, months
),

at_risk as (
    select
        *,
        sum(ended) over (
            partition by line_of_business
            order by months rows between current row and unbounded following
        ) as at_risk
    from ends
),

-- The curve is at 0 once all who are left are lost, and stays there.
stepped as (
    select
        *,
        case when lost < at_risk then ln(1 - lost / cast(at_risk as double)) else 0 end as step,
        case
            when lost < at_risk
                then lost / (cast(at_risk as double) * (at_risk - lost))
            else 0
        end as variance,
        case when lost = at_risk then 1 else 0 end as is_over
    from at_risk
),

curves as (
    select
        *,
        sum(step) over curve as log_survival,
        sum(variance) over curve as greenwood,
        max(is_over) over curve as is_zero
    from stepped
    window curve as (
        partition by line_of_business
        order by months rows between unbounded preceding and current row
    )
),

limits as (
    select
        *,
        case when is_zero = 1 then 0 else exp(log_survival) end as survival,
        case
            when is_zero = 0 and log_survival < 0
                then {{ z }} * sqrt(greenwood) / abs(log_survival)
        end as width
    from curves
)

select
    {{ hash_key(['line_of_business', 'months']) }} as survival_id,
    line_of_business,
    cast(months as integer) as months,
    cast(at_risk as bigint) as at_risk,
    cast(lost as bigint) as lost,
    round(survival, 12) as survival,
    case
        when width is not null then round(exp(log_survival * exp(width)), 12)
        when is_zero = 0 then survival
    end as low,
    case
        when width is not null then round(exp(log_survival * exp(-width)), 12)
        when is_zero = 0 then survival
    end as high
from limits
