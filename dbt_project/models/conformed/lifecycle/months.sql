-- One row per calendar month from the first purchase to `as_of`.
with

first_purchase as (
    select coalesce({{ month_start('min(purchased_on)') }}, {{ month_start(as_of()) }}) as month
    from {{ ref('purchases') }}
),

digits as (
    {% for digit in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] -%}
    select {{ digit }} as digit
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}
),

numbers as (
    select
        thousands.digit * 1000 + hundreds.digit * 100 + tens.digit * 10 + ones.digit as number
    from digits as thousands
    cross join digits as hundreds
    cross join digits as tens
    cross join digits as ones
),

months as (
    select {{ add_months('first_purchase.month', 'numbers.number') }} as month
    from first_purchase
    cross join numbers
)

select
    month,
    -- The day the month is measured at: its last, or `as_of` while it has not ended.
    least({{ add_days(add_months('month', 1), -1) }}, {{ as_of() }}) as month_end
from months
where month <= {{ as_of() }}
