-- One row per household, line of business and month at whose end a customer of it is in the book.
with

months as (
    select
        *,
        lead(month) over (order by month) as next_month
    from {{ ref('months') }}
),

-- The first home known of was theirs from the beginning: to hear of it late is no move.
numbered as (
    select
        *,
        row_number() over (
            partition by customer_id order by valid_from asc, household_id asc
        ) as nth_stay
    from {{ ref('household_members') }}
),

stays as (
    select
        household_id,
        customer_id,
        case when nth_stay = 1 then cast('1900-01-01' as date) else cast(valid_from as date) end
            as lived_from,
        cast(valid_to as date) as lived_until
    from numbered
),

-- Of two homes at once, the one moved to last.
housed as (
    select
        positions.line_of_business,
        positions.month,
        stays.household_id,
        positions.customer_id,
        positions.value,
        row_number() over (
            partition by positions.customer_id, positions.line_of_business, positions.month
            order by stays.lived_from desc, stays.household_id asc
        ) as nth
    from {{ ref('book_positions') }} as positions
    inner join months on positions.month = months.month
    inner join stays
        on positions.segment_customer_id = stays.customer_id
        and stays.lived_from <= months.month_end
        and (stays.lived_until is null or months.month_end < stays.lived_until)
),

-- What brought a household's customers into the book in a month, or took them out of it.
customer_moves as (
    select
        stays.household_id,
        movements.line_of_business,
        {{ month_start('movements.on_date') }} as month,
        max(case when movements.customers = 1 then 1 else 0 end) as has_won,
        max(case when movements.customers = -1 then 1 else 0 end) as has_lost
    from {{ ref('asset_movements') }} as movements
    inner join stays
        on movements.segment_customer_id = stays.customer_id
        and movements.on_date >= stays.lived_from
        and (stays.lived_until is null or movements.on_date < stays.lived_until)
    where movements.movement in ('new', 'reactivated', 'lost')
    group by
        stays.household_id, movements.line_of_business, {{ month_start('movements.on_date') }}
),

households as (
    select
        housed.household_id,
        housed.line_of_business,
        housed.month,
        months.next_month,
        cast(sum(housed.value) as decimal(18, 2)) as value,
        min(housed.month) over (
            partition by housed.household_id, housed.line_of_business
        ) as first_month
    from housed
    inner join months on housed.month = months.month
    where housed.nth = 1
    group by housed.household_id, housed.line_of_business, housed.month, months.next_month
)

select
    households.*,
    coalesce(came.has_won, 0) = 1 as has_won,
    -- Of the month after it, in which they may go.
    coalesce(went.has_lost, 0) = 1 as loses_next
from households
left join customer_moves as came
    on households.household_id = came.household_id
    and households.line_of_business = came.line_of_business
    and households.month = came.month
left join customer_moves as went
    on households.household_id = went.household_id
    and households.line_of_business = went.line_of_business
    and households.next_month = went.month
