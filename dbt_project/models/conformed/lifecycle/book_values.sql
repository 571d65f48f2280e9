-- One row per customer number, epoch, line of business and month in any part of which the epoch
-- stood: the trailing twelve months' margin at the month's end of what the number stood for.
with

numbers as (
    select distinct record_id, customer_id, epoch_from, epoch_until, owned_from, owned_until
    from {{ ref('customer_numbers') }}
),

margins as (
    select * from {{ ref('trailing_margins') }}
),

months as (
    select * from {{ ref('months') }}
),

by_number as (
    select
        numbers.customer_id,
        numbers.epoch_from,
        margins.line_of_business,
        margins.month,
        margins.margin
    from margins
    inner join months on margins.month = months.month
    inner join numbers
        on margins.record_id = numbers.record_id
        and {{ is_owner_at('margins.purchased_on', 'numbers') }}
        and numbers.epoch_from <= months.month_end
        -- Still of use in the month in which it ended: what grew until then is no adjustment.
        and (numbers.epoch_until is null or numbers.epoch_until >= months.month)
),

lines as (
    select customer_id, epoch_from, line_of_business, month, margin from by_number
    union all
    select customer_id, epoch_from, 'enterprise' as line_of_business, month, margin from by_number
)

select
    customer_id,
    epoch_from,
    line_of_business,
    month,
    cast(coalesce(sum(margin), 0) as decimal(18, 2)) as value,
    cast(count(*) - count(margin) as bigint) as purchases_without_margin
from lines
group by customer_id, epoch_from, line_of_business, month
