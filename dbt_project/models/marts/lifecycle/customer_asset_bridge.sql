-- One row per month, line of business and segment: opening + new + reactivated - lost +/- identity
-- adjustment = closing, in customers and in the margin they bring a year.
with

movements as (
    select * from {{ ref('asset_movements') }}
),

months as (
    select * from {{ ref('months') }}
),

customer_segments as (
    select * from {{ ref('customer_segments') }}
),

-- Losses are written as positive figures, as in any book.
entries as (
    select
        customer_segments.segment,
        movements.line_of_business,
        movements.movement,
        {{ month_start('movements.on_date') }} as month,
        case when movements.movement = 'lost' then -1 else 1 end * movements.customers as customers,
        movements.customers_without_margin,
        case when movements.movement = 'lost' then -1 else 1 end
        * movements.margin_a_year as margin_a_year
    from movements
    inner join customer_segments on movements.segment_customer_id = customer_segments.customer_id
),

moved as (
    select
        segment,
        line_of_business,
        month,
        {% for movement in ['new', 'reactivated', 'lost', 'identity_adjustment'] -%}
        sum(case when movement = '{{ movement }}' then customers else 0 end) as {{ movement }},
        sum(
            case when movement = '{{ movement }}' then margin_a_year else 0 end
        ) as {{ movement }}_value,
        {% endfor -%}
        sum(customers_without_margin) as customers_without_margin
    from entries
    group by segment, line_of_business, month
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
        {% for movement in ['new', 'reactivated', 'lost', 'identity_adjustment'] -%}
        cast(coalesce(moved.{{ movement }}, 0) as bigint) as {{ movement }},
        cast(coalesce(moved.{{ movement }}_value, 0) as decimal(18, 2)) as {{ movement }}_value,
        {% endfor -%}
        coalesce(moved.customers_without_margin, 0) as customers_without_margin
    from books
    cross join months
    left join moved
        on books.segment = moved.segment
        and books.line_of_business = moved.line_of_business
        and months.month = moved.month
),

closed as (
    select
        *,
        cast(sum(new + reactivated - lost + identity_adjustment) over running as bigint) as closing,
        cast(
            sum(new_value + reactivated_value - lost_value + identity_adjustment_value) over running
            as decimal(18, 2)
        ) as closing_value,
        cast(sum(customers_without_margin) over running as bigint) as closing_without_margin
    from every_month
    window running as (
        partition by line_of_business, segment
        order by month rows between unbounded preceding and current row
    )
)

select
    {{ hash_key(['month', 'line_of_business', 'segment']) }} as bridge_id,
    month,
    month_end,
    line_of_business,
    segment,
    closing - new - reactivated + lost - identity_adjustment as opening,
    new,
    reactivated,
    lost,
    identity_adjustment,
    closing,
    cast(
        closing_value - new_value - reactivated_value + lost_value - identity_adjustment_value
        as decimal(18, 2)
    ) as opening_value,
    new_value,
    reactivated_value,
    lost_value,
    identity_adjustment_value,
    closing_value,
    closing_without_margin
from closed
