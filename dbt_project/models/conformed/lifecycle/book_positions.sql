-- One row per customer number, line of business and month at whose end the number is in the book.
with

months as (
    select
        *,
        lead(month) over (order by month) as next_month
    from {{ ref('months') }}
),

-- What a number stood for is in no book once nobody has it: its one record was given to another.
tenures as (
    select * from {{ ref('customer_tenures') }}
    where segment_customer_id is not null
),

active as (
    select distinct
        retention.customer_id, retention.epoch_from, retention.line_of_business, months.month
    from {{ ref('purchase_retention') }} as retention
    inner join months
        on months.month_end between retention.purchased_on and retention.active_until
)

select
    tenures.customer_id,
    tenures.segment_customer_id,
    tenures.line_of_business,
    tenures.epoch_from,
    tenures.tenure_number,
    months.month,
    months.next_month,
    active.month is not null as is_active,
    coalesce(book_values.value, cast(0 as decimal(18, 2))) as value,
    coalesce(book_values.purchases_without_margin, 0) > 0 as lacks_margin
from tenures
inner join months
    on months.month_end >= tenures.starts_on
    and (tenures.lost_on is null or months.month_end < tenures.lost_on)
    and months.month_end >= tenures.epoch_from
    and (tenures.epoch_until is null or months.month_end < tenures.epoch_until)
left join active
    on tenures.customer_id = active.customer_id
    and tenures.epoch_from = active.epoch_from
    and tenures.line_of_business = active.line_of_business
    and months.month = active.month
left join {{ ref('book_values') }} as book_values
    on tenures.customer_id = book_values.customer_id
    and tenures.epoch_from = book_values.epoch_from
    and tenures.line_of_business = book_values.line_of_business
    and months.month = book_values.month
