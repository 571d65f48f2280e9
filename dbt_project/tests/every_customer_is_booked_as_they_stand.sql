-- Lines of business where the last closing is not the number of customers who are active or lapsed.
with

standing as (
    select line_of_business, count(*) as customers
    from {{ ref('customer_states') }}
    where state in ('active', 'lapsed')
    group by line_of_business
),

booked as (
    select line_of_business, closing
    from {{ ref('customer_asset_bridge') }}
    where segment = 'all'
    qualify row_number() over (partition by line_of_business order by month desc) = 1
)

select booked.line_of_business, booked.closing, standing.customers
from booked
left join standing on booked.line_of_business = standing.line_of_business
where booked.closing <> coalesce(standing.customers, 0)
