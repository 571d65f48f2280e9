-- One row per month, line of business and segment: opening + new + reactivated - lost +/- growth
-- +/- identity adjustment +/- correction = closing, in customers and in trailing margin.
{% set movements = ['new', 'reactivated', 'lost', 'identity_adjustment', 'correction'] %}
with

months as (
    select * from {{ ref('months') }}
),

customer_segments as (
    select * from {{ ref('customer_segments') }}
),

-- Losses are written as positive figures, as in any book.
moved as (
    select
        segments.segment,
        movements.line_of_business,
        {{ month_start('movements.on_date') }} as month,
        {% for movement in movements -%}
        sum(
            case when movements.movement = '{{ movement }}' then movements.customers else 0 end
        ) * {{ -1 if movement == 'lost' else 1 }} as {{ movement }},
        {% endfor -%}
        count(*) as movements
    from {{ ref('asset_movements') }} as movements
    inner join customer_segments as segments
        on movements.segment_customer_id = segments.customer_id
    group by segments.segment, movements.line_of_business, {{ month_start('movements.on_date') }}
),

flowed as (
    select
        segments.segment,
        flows.line_of_business,
        flows.month,
        {% for movement in movements + ['growth'] -%}
        sum(case when flows.movement = '{{ movement }}' then flows.value else 0 end)
        * {{ -1 if movement == 'lost' else 1 }} as {{ movement }}_value,
        {% endfor -%}
        count(*) as flows
    from {{ ref('asset_flows') }} as flows
    inner join customer_segments as segments on flows.segment_customer_id = segments.customer_id
    group by segments.segment, flows.line_of_business, flows.month
),

standing as (
    select
        segments.segment,
        positions.line_of_business,
        positions.month,
        count(*) as closing,
        sum(case when positions.is_active then 1 else 0 end) as active,
        sum(positions.value) as closing_value,
        sum(case when positions.lacks_margin then 1 else 0 end) as closing_without_margin
    from {{ ref('book_positions') }} as positions
    inner join customer_segments as segments
        on positions.segment_customer_id = segments.customer_id
    group by segments.segment, positions.line_of_business, positions.month
),

books as (
    select distinct segment, line_of_business from moved
),

every_month as (
    select
        months.month,
        months.month_end,
        books.line_of_business,
        books.segment,
        {% for movement in movements -%}
        cast(coalesce(moved.{{ movement }}, 0) as bigint) as {{ movement }},
        {% endfor -%}
        {% for movement in movements + ['growth'] -%}
        cast(coalesce(flowed.{{ movement }}_value, 0) as decimal(18, 2)) as {{ movement }}_value,
        {% endfor -%}
        cast(coalesce(standing.closing, 0) as bigint) as closing,
        cast(coalesce(standing.active, 0) as bigint) as active,
        cast(coalesce(standing.closing_value, 0) as decimal(18, 2)) as closing_value,
        cast(coalesce(standing.closing_without_margin, 0) as bigint) as closing_without_margin
    from books
    cross join months
    left join moved
        on books.segment = moved.segment
        and books.line_of_business = moved.line_of_business
        and months.month = moved.month
    left join flowed
        on books.segment = flowed.segment
        and books.line_of_business = flowed.line_of_business
        and months.month = flowed.month
    left join standing
        on books.segment = standing.segment
        and books.line_of_business = standing.line_of_business
        and months.month = standing.month
)

select
    {{ hash_key(['month', 'line_of_business', 'segment']) }} as bridge_id,
    month,
    month_end,
    line_of_business,
    segment,
    lag(closing, 1, cast(0 as bigint)) over book as opening,
    new,
    reactivated,
    lost,
    identity_adjustment,
    correction,
    closing,
    active,
    lag(closing_value, 1, cast(0 as decimal(18, 2))) over book as opening_value,
    new_value,
    reactivated_value,
    lost_value,
    growth_value,
    identity_adjustment_value,
    correction_value,
    closing_value,
    closing_without_margin
from every_month
window book as (partition by line_of_business, segment order by month)
