-- One row per customer, line of business and reason that may explain a loss to come.
with

purchases as (
    select * from {{ ref('purchases') }}
),

contracts as (
    select * from {{ ref('contracts') }}
),

cases as (
    select * from {{ ref('cases') }}
),

windows as (
    select * from {{ ref('lifecycle_policy') }}
),

value_policy as (
    select case_days from {{ policy('value_policy') }} as policy
),

customer_tenures as (
    select * from {{ ref('customer_tenures') }}
    where is_current and lost_on is null
),

gaps as (
    select
        customer_id,
        line_of_business,
        purchased_on,
        {{ days_between(
            'lag(purchased_on) over (partition by customer_id, line_of_business order by purchased_on, purchase_id)',
            'purchased_on'
        ) }} as gap_days
    from purchases
    where kind = 'order'
),

usual as (
    select
        customer_id,
        line_of_business,
        count(*) as purchases,
        {{ median('gap_days') }} as usual_gap_days,
        max(purchased_on) as last_purchase_on
    from gaps
    group by customer_id, line_of_business
),

overdue as (
    select usual.customer_id, usual.line_of_business, 'purchase overdue' as reason
    from usual
    inner join windows on usual.line_of_business = windows.line_of_business
    where usual.purchases >= windows.at_risk_purchases
        and {{ days_between('usual.last_purchase_on', as_of()) }}
        > windows.at_risk_share * usual.usual_gap_days
),

-- Not yet renewed, and about to end.
renewals_due as (
    select distinct contracts.customer_id, contracts.line_of_business, 'renewal due' as reason
    from contracts
    inner join windows on contracts.line_of_business = windows.line_of_business
    where contracts.ended_on is null
        and contracts.renewed_by is null
        and contracts.starts_on <= {{ as_of() }}
        and {{ days_between(as_of(), 'contracts.ends_on') }} between 0 and windows.notice_days
),

-- A case that nobody closed in time tells of the desk, and no longer of its customer.
problems as (
    select distinct
        cases.customer_id,
        cases.line_of_business,
        case when cases.is_complaint then 'open complaint' else 'open case' end as reason
    from cases
    cross join value_policy
    where cases.is_open and cases.customer_id is not null
        and coalesce(
            {{ days_between('cases.opened_at', as_of()) }} <= value_policy.case_days, true
        )
),

by_line as (
    select * from overdue
    union all
    select * from renewals_due
    union all
    select * from problems
),

all_lines as (
    select customer_id, line_of_business, reason from by_line
    union distinct
    select customer_id, 'enterprise' as line_of_business, reason from by_line
)

-- A case of no line in particular is about every line of its customer.
select distinct all_lines.customer_id, customer_tenures.line_of_business, all_lines.reason
from all_lines
inner join customer_tenures
    on all_lines.customer_id = customer_tenures.customer_id
    and coalesce(all_lines.line_of_business, customer_tenures.line_of_business)
    = customer_tenures.line_of_business
