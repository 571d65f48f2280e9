-- One row per month and line of business: households that opened + new + reactivated - lost
-- +/- moved = closed, in number and in the trailing margin of their customers.
{% set movements = ['new', 'reactivated', 'lost', 'moved'] %}
with

months as (
    select * from {{ ref('months') }}
),

households as (
    select * from {{ ref('household_positions') }}
),

flows as (
    select
        closed.line_of_business,
        closed.month,
        case
            when opened.household_id is not null then 'growth'
            when not closed.has_won then 'moved'
            when closed.month = closed.first_month then 'new'
            else 'reactivated'
        end as movement,
        closed.value - coalesce(opened.value, 0) as value
    from households as closed
    left join households as opened
        on closed.household_id = opened.household_id
        and closed.line_of_business = opened.line_of_business
        and closed.month = opened.next_month
    union all
    select
        opened.line_of_business,
        opened.next_month as month,
        case when opened.loses_next then 'lost' else 'moved_out' end as movement,
        opened.value
    from households as opened
    left join households as closed
        on opened.household_id = closed.household_id
        and opened.line_of_business = closed.line_of_business
        and opened.next_month = closed.month
    where opened.next_month is not null and closed.household_id is null
),

lines as (
    select distinct line_of_business from flows
),

summed as (
    select
        months.month,
        months.month_end,
        lines.line_of_business,
        {% for movement in movements + ['moved_out'] -%}
        sum(case when flows.movement = '{{ movement }}' then 1 else 0 end) as {{ movement }},
        sum(case when flows.movement = '{{ movement }}' then flows.value else 0 end)
            as {{ movement }}_value,
        {% endfor -%}
        sum(case when flows.movement = 'growth' then flows.value else 0 end) as growth_value
    from months
    cross join lines
    left join flows
        on months.month = flows.month and lines.line_of_business = flows.line_of_business
    group by months.month, months.month_end, lines.line_of_business
),

netted as (
    select
        *,
        new + reactivated - lost + moved - moved_out as net,
        new_value + reactivated_value - lost_value + moved_value - moved_out_value + growth_value
            as net_value
    from summed
),

closed as (
    select
        *,
        sum(net) over book as closing,
        sum(net_value) over book as closing_value
    from netted
    window book as (
        partition by line_of_business
        order by month rows between unbounded preceding and current row
    )
)

select
    {{ hash_key(['month', 'line_of_business']) }} as household_bridge_id,
    month,
    month_end,
    line_of_business,
    cast(closing - net as bigint) as opening,
    cast(new as bigint) as new,
    cast(reactivated as bigint) as reactivated,
    cast(lost as bigint) as lost,
    cast(moved - moved_out as bigint) as moved,
    cast(closing as bigint) as closing,
    cast(closing_value - net_value as decimal(18, 2)) as opening_value,
    cast(new_value as decimal(18, 2)) as new_value,
    cast(reactivated_value as decimal(18, 2)) as reactivated_value,
    cast(lost_value as decimal(18, 2)) as lost_value,
    cast(growth_value as decimal(18, 2)) as growth_value,
    cast(moved_value - moved_out_value as decimal(18, 2)) as moved_value,
    cast(closing_value as decimal(18, 2)) as closing_value
from closed
