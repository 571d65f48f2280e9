-- One row per customer number, epoch, line of business and purchase: until when it keeps its buyer.
with

purchases as (
    select * from {{ ref('book_purchases') }}
),

numbers as (
    select * from {{ ref('customer_numbers') }}
),

windows as (
    select * from {{ ref('lifecycle_policy') }}
),

refusals as (
    select
        decisions.customer_id,
        decisions.line_of_business,
        cast(decisions.decided_at as date) as decided_on
    from {{ ref('decisions') }} as decisions
    inner join {{ ref('ending_decisions') }} as rules
        on decisions.line_of_business = rules.line_of_business
        and decisions.decision = rules.decision
),

-- The last day on which the purchase alone makes an active customer, and one who is not lost.
reaching as (
    select
        purchases.*,
        windows.policy_version,
        {{ add_days(
            'coalesce(purchases.covered_until, purchases.purchased_on)',
            'case when purchases.covered_until is null then windows.active_days '
            ~ 'else coalesce(windows.grace_days, 0) end'
        ) }} as active_until,
        {{ add_days(
            'coalesce(purchases.covered_until, purchases.purchased_on)',
            'case when purchases.covered_until is null then windows.lost_days '
            ~ 'else coalesce(windows.grace_days, 0) end'
        ) }} as retained_until
    from purchases
    inner join windows on purchases.line_of_business = windows.line_of_business
),

-- Refused after the purchase and no later than its day of loss: the company ended it.
refused as (
    select distinct reaching.purchase_id
    from reaching
    inner join refusals
        on reaching.customer_id = refusals.customer_id
        and reaching.line_of_business = refusals.line_of_business
        and refusals.decided_on > reaching.purchased_on
        and refusals.decided_on <= {{ add_days('reaching.retained_until', 1) }}
    where reaching.line_of_business = 'retail'
),

by_line as (
    select
        reaching.*,
        case
            when reaching.ended_by = 'company' or refused.purchase_id is not null then 'company'
            else 'customer'
        end as would_be_ended_by
    from reaching
    left join refused on reaching.purchase_id = refused.purchase_id
),

lines as (
    select line_of_business as bought_in, line_of_business from windows
    union all
    select line_of_business as bought_in, 'enterprise' as line_of_business from windows
)

select
    numbers.customer_id,
    numbers.epoch_from,
    numbers.epoch_until,
    numbers.epoch_begun_by,
    numbers.epoch_ended_by,
    numbers.is_current,
    numbers.segment_customer_id,
    lines.line_of_business,
    lines.bought_in,
    by_line.purchase_id,
    by_line.purchased_on,
    by_line.active_until,
    by_line.retained_until,
    by_line.would_be_ended_by,
    by_line.margin,
    by_line.policy_version
from by_line
inner join lines on by_line.line_of_business = lines.bought_in
inner join numbers
    on by_line.record_id = numbers.record_id
    and {{ is_owner_at('by_line.purchased_on', 'numbers') }}
    and (by_line.unmade_on is null or numbers.epoch_until <= by_line.unmade_on)
