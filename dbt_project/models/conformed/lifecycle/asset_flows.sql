-- One row per customer number, line of business, month and kind of flow: what the value of the book
-- grew or shrank by, and why.
with

positions as (
    select * from {{ ref('book_positions') }}
),

-- Why somebody stands otherwise at the end of a month: who came or was lost in it did so, whatever
-- was adjusted besides; of several movements, the last.
movements as (
    select
        customer_id,
        line_of_business,
        segment_customer_id,
        customers,
        {{ month_start('on_date') }} as month,
        movement,
        row_number() over (
            partition by
                customer_id, line_of_business, segment_customer_id, customers,
                {{ month_start('on_date') }}
            order by
                case when movement in ('identity_adjustment', 'correction') then 1 else 0 end asc,
                on_date desc,
                movement asc
        ) as nth
    from {{ ref('asset_movements') }}
),

-- What the number stood for when the month began, at its end.
opened as (
    select
        positions.*,
        coalesce(book_values.value, cast(0 as decimal(18, 2))) as value_of_the_same
    from positions
    left join {{ ref('book_values') }} as book_values
        on positions.customer_id = book_values.customer_id
        and positions.epoch_from = book_values.epoch_from
        and positions.line_of_business = book_values.line_of_business
        and positions.next_month = book_values.month
    where positions.next_month is not null
),

stayed as (
    select
        opened.customer_id,
        opened.line_of_business,
        opened.next_month as month,
        opened.segment_customer_id,
        opened.value as opening,
        opened.value_of_the_same,
        closed.value as closing
    from opened
    inner join positions as closed
        on opened.customer_id = closed.customer_id
        and opened.line_of_business = closed.line_of_business
        and opened.next_month = closed.month
        and opened.segment_customer_id = closed.segment_customer_id
),

ends as (
    select
        customer_id, segment_customer_id, line_of_business, month, 1 as customers, value,
        cast(null as decimal(18, 2)) as value_of_the_same
    from positions
    union all
    select
        customer_id, segment_customer_id, line_of_business, next_month, -1, value, value_of_the_same
    from opened
),

-- Who came into the month's book, and who went out of it.
changed as (
    select ends.*, coalesce(movements.movement, 'identity_adjustment') as movement
    from ends
    left join stayed
        on ends.customer_id = stayed.customer_id
        and ends.line_of_business = stayed.line_of_business
        and ends.month = stayed.month
    left join movements
        on ends.customer_id = movements.customer_id
        and ends.line_of_business = movements.line_of_business
        and ends.segment_customer_id = movements.segment_customer_id
        and ends.month = movements.month
        and ends.customers = movements.customers
        and movements.nth = 1
    where stayed.customer_id is null
),

flows as (
    select
        customer_id, segment_customer_id, line_of_business, month, movement,
        case
            when customers = 1 then value
            when movement = 'identity_adjustment' then -value_of_the_same
            else -value
        end as value
    from changed
    union all
    select
        customer_id, segment_customer_id, line_of_business, month, 'growth',
        value_of_the_same - value
    from changed
    where customers = -1 and movement = 'identity_adjustment'
    union all
    select
        customer_id, segment_customer_id, line_of_business, month, 'growth',
        value_of_the_same - opening
    from stayed
    union all
    select
        customer_id, segment_customer_id, line_of_business, month, 'identity_adjustment',
        closing - value_of_the_same
    from stayed
)

select
    customer_id,
    segment_customer_id,
    line_of_business,
    month,
    movement,
    cast(sum(value) as decimal(18, 2)) as value
from flows
group by customer_id, segment_customer_id, line_of_business, month, movement
