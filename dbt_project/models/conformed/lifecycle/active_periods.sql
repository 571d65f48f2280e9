-- One row per customer, line of business and period of being active without a break.
with

reach as (
    select * from {{ ref('purchase_retention') }}
    where is_current
),

customer_tenures as (
    select * from {{ ref('customer_tenures') }}
    where is_current
),

before as (
    select
        *,
        max(active_until) over (
            partition by customer_id, line_of_business
            order by purchased_on, purchase_id
            rows between unbounded preceding and 1 preceding
        ) as active_before
    from reach
),

numbered as (
    select
        *,
        sum(case when active_before >= purchased_on then 0 else 1 end) over (
            partition by customer_id, line_of_business
            order by purchased_on, purchase_id
            rows between unbounded preceding and current row
        ) as period_number
    from before
),

periods as (
    select
        customer_id,
        line_of_business,
        cast(period_number as integer) as period_number,
        policy_version,
        min(purchased_on) as starts_on,
        max(active_until) as active_until
    from numbered
    group by customer_id, line_of_business, period_number, policy_version
)

select
    periods.customer_id,
    periods.line_of_business,
    periods.period_number,
    periods.policy_version,
    periods.starts_on,
    periods.active_until,
    customer_tenures.tenure_number,
    -- Whoever is lost on the very day activity ends has not lapsed first.
    case
        when periods.active_until < {{ as_of() }}
            and periods.active_until < customer_tenures.retained_until
            then {{ add_days('periods.active_until', 1) }}
    end as lapsed_on
from periods
inner join customer_tenures
    on periods.customer_id = customer_tenures.customer_id
    and periods.line_of_business = customer_tenures.line_of_business
    and periods.starts_on between customer_tenures.starts_on and customer_tenures.last_purchase_on
