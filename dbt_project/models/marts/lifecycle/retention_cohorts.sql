-- One row per month of first purchase, line of business and months since.
with

customer_tenures as (
    select customer_id, line_of_business, tenure_number, starts_on, retained_until
    from {{ ref('customer_tenures') }}
    where is_current
),

active_periods as (
    select * from {{ ref('active_periods') }}
),

purchases as (
    select customer_id, line_of_business, purchased_on, margin from {{ ref('purchases') }}
    union all
    select customer_id, 'enterprise' as line_of_business, purchased_on, margin
    from {{ ref('purchases') }}
),

months as (
    select * from {{ ref('months') }}
),

members as (
    select customer_id, line_of_business, {{ month_start('starts_on') }} as cohort_month
    from customer_tenures
    where tenure_number = 1
),

sizes as (
    select cohort_month, line_of_business, count(*) as customers
    from members
    group by cohort_month, line_of_business
),

stayed as (
    select
        members.cohort_month,
        members.line_of_business,
        months.month,
        count(distinct members.customer_id) as active
    from members
    inner join active_periods
        on members.customer_id = active_periods.customer_id
        and members.line_of_business = active_periods.line_of_business
    inner join months
        on months.month_end between active_periods.starts_on and active_periods.active_until
    group by members.cohort_month, members.line_of_business, months.month
),

-- Active or lapsed: not lost, whether they buy or not.
kept as (
    select
        members.cohort_month,
        members.line_of_business,
        months.month,
        count(distinct members.customer_id) as in_the_book
    from members
    inner join customer_tenures
        on members.customer_id = customer_tenures.customer_id
        and members.line_of_business = customer_tenures.line_of_business
    inner join months
        on months.month_end between customer_tenures.starts_on and customer_tenures.retained_until
    group by members.cohort_month, members.line_of_business, months.month
),

bought as (
    select
        members.cohort_month,
        members.line_of_business,
        {{ month_start('purchases.purchased_on') }} as month,
        count(*) - count(purchases.margin) as purchases_without_margin,
        count(distinct members.customer_id) as buyers,
        sum(purchases.margin) as margin
    from members
    inner join purchases
        on members.customer_id = purchases.customer_id
        and members.line_of_business = purchases.line_of_business
    group by
        members.cohort_month, members.line_of_business, {{ month_start('purchases.purchased_on') }}
)

select
    {{ hash_key(['sizes.cohort_month', 'sizes.line_of_business', 'months.month']) }} as cohort_id,
    sizes.cohort_month as first_purchase_month,
    sizes.line_of_business,
    {{ months_between('sizes.cohort_month', 'months.month') }} as months_since,
    cast(sizes.customers as bigint) as customers,
    cast(coalesce(bought.buyers, 0) as bigint) as buyers,
    cast(coalesce(stayed.active, 0) as bigint) as active,
    cast(coalesce(kept.in_the_book, 0) as bigint) as in_the_book,
    cast(coalesce(bought.purchases_without_margin, 0) as bigint) as purchases_without_margin,
    cast(
        case when bought.cohort_month is null then 0 else bought.margin end as decimal(18, 2)
    ) as margin
from sizes
inner join months on sizes.cohort_month <= months.month
left join stayed
    on sizes.cohort_month = stayed.cohort_month
    and sizes.line_of_business = stayed.line_of_business
    and months.month = stayed.month
left join kept
    on sizes.cohort_month = kept.cohort_month
    and sizes.line_of_business = kept.line_of_business
    and months.month = kept.month
left join bought
    on sizes.cohort_month = bought.cohort_month
    and sizes.line_of_business = bought.line_of_business
    and months.month = bought.month
