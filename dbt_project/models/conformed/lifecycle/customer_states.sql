-- One row per customer and line of business, the enterprise among them, as of `as_of`.
with

customers as (
    select distinct customer_id from {{ ref('crosswalk') }}
),

windows as (
    select * from {{ ref('lifecycle_policy') }}
),

lines as (
    select line_of_business, policy_version, new_days from windows
    union all
    select
        'enterprise' as line_of_business, max(policy_version) as policy_version,
        max(new_days) as new_days
    from windows
),

customer_tenures as (
    select
        *,
        row_number() over (
            partition by customer_id, line_of_business order by tenure_number desc
        ) as newest_rank
    from {{ ref('customer_tenures') }}
    where is_current
),

totals as (
    select
        customer_id,
        line_of_business,
        min(starts_on) as first_purchase_on,
        max(last_purchase_on) as last_purchase_on,
        max(retained_until) as retained_until,
        cast(sum(purchases) as integer) as purchases,
        cast(sum(purchases_without_margin) as integer) as purchases_without_margin,
        cast(sum(margin) as decimal(18, 2)) as margin,
        max(case when newest_rank = 1 then lost_on end) as lost_on,
        max(case when newest_rank = 1 then ended_by end) as ended_by
    from customer_tenures
    group by customer_id, line_of_business
),

active_now as (
    select distinct customer_id, line_of_business
    from {{ ref('active_periods') }}
    where {{ as_of() }} between starts_on and active_until
)

select
    customers.customer_id,
    lines.line_of_business,
    case
        when totals.customer_id is null then 'prospect'
        when totals.lost_on is not null then 'lost'
        when active_now.customer_id is not null then 'active'
        else 'lapsed'
    end as state,
    coalesce(
        {{ days_between('totals.first_purchase_on', as_of()) }} < lines.new_days, false
    ) as is_new,
    totals.first_purchase_on,
    totals.last_purchase_on,
    totals.lost_on,
    totals.ended_by,
    coalesce(totals.purchases, 0) as purchases,
    coalesce(totals.purchases_without_margin, 0) as purchases_without_margin,
    -- Nothing bought is no margin; bought for nobody knows what is an unknown one.
    case when totals.customer_id is null then 0 else totals.margin end as margin,
    lines.policy_version
from customers
cross join lines
left join totals
    on customers.customer_id = totals.customer_id
    and lines.line_of_business = totals.line_of_business
left join active_now
    on customers.customer_id = active_now.customer_id
    and lines.line_of_business = active_now.line_of_business
