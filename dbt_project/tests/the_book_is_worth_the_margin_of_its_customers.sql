-- The last month if the value of its book is not what its customers are said to have brought in the
-- last twelve months.
with

told as (
    select sum(value.margin_12m) as value
    from {{ ref('customer_value') }} as value
    inner join {{ ref('customer_states') }} as states
        on value.customer_id = states.customer_id
        and states.line_of_business = 'enterprise'
        and states.state in ('active', 'lapsed')
),

booked as (
    select month, closing_value as value
    from {{ ref('customer_asset_bridge') }}
    where line_of_business = 'enterprise' and segment = 'all'
    order by month desc
    limit 1
)

select booked.month, booked.value, told.value as told_value
from booked
cross join told
where booked.value <> coalesce(told.value, 0)
