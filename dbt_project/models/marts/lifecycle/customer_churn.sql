-- One row per line of business, segment, month and length of the period that ends with it: of those
-- in the book when the period began, how many were lost in it.
{% set z = '1.959963985e0' %}
with

months as (
    select *
    from {{ ref('months') }}
    -- A month that has not ended is no period.
    where month_end = {{ add_days(add_months('month', 1), -1) }}
),

periods as (
    {% for length in [1, 3, 12] -%}
    select
        {{ length }} as months,
        month,
        month_end,
        {{ add_months('month', -length) }} as opened_in,
        {{ add_months('month', 1 - length) }} as first_day
    from months
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}
),

positions as (
    select * from {{ ref('book_positions') }}
),

losses as (
    select customer_id, line_of_business, on_date
    from {{ ref('asset_movements') }}
    where movement = 'lost'
),

-- Whoever comes back within the period was lost in it all the same.
fates as (
    select
        periods.months,
        periods.month,
        periods.month_end,
        positions.line_of_business,
        positions.segment_customer_id,
        positions.customer_id,
        max(case when losses.on_date is null then 0 else 1 end) as is_lost
    from periods
    inner join positions on periods.opened_in = positions.month
    left join losses
        on positions.customer_id = losses.customer_id
        and positions.line_of_business = losses.line_of_business
        and losses.on_date between periods.first_day and periods.month_end
    group by
        periods.months, periods.month, periods.month_end, positions.line_of_business,
        positions.segment_customer_id, positions.customer_id
),

counted as (
    select
        fates.months,
        fates.month,
        fates.month_end,
        fates.line_of_business,
        segments.segment,
        count(*) as in_the_book,
        sum(fates.is_lost) as lost,
        sum(fates.is_lost) / cast(count(*) as double) as churn_rate
    from fates
    inner join {{ ref('customer_segments') }} as segments
        on fates.segment_customer_id = segments.customer_id
    group by
        fates.months, fates.month, fates.month_end, fates.line_of_business, segments.segment
)

select
    {{ hash_key(['month', 'months', 'line_of_business', 'segment']) }} as churn_id,
    month,
    month_end,
    cast(months as integer) as months,
    line_of_business,
    segment,
    cast(in_the_book as bigint) as in_the_book,
    cast(lost as bigint) as lost,
    churn_rate,
    {{ wilson('churn_rate', 'in_the_book', z, '-') }} as low,
    {{ wilson('churn_rate', 'in_the_book', z, '+') }} as high
from counted
