-- One row per order, belonging to whoever pays for it.
with

orders as (
    select * from {{ ref('feed_purchases') }}
    where {{ until_as_of('ordered_at') }}
),

lines as (
    select
        order_number,
        sum(gross_amount) as gross_amount,
        sum(refund) as refund,
        -- The cost of an order is known when that of every line is.
        case when count(*) = count(cost) then sum(cost) end as cost
    from {{ ref('order_lines') }}
    group by order_number
),

-- What came back of orders whose lines are unknown; of the others the lines say it.
returned as (
    select order_number, sum(refund) as refund
    from {{ ref('feed_refunds') }}
    where {{ until_as_of('refunded_at') }}
    group by order_number
),

crosswalk as (
    select * from {{ ref('crosswalk') }}
),

policy as (
    select
        line_of_business,
        more_than_amount
    from {{ ref('lifecycle_policy') }}
),

valued as (
    select
        orders.*,
        statuses.standing,
        coalesce(orders.discount, 0) as given_discount,
        coalesce(
            lines.gross_amount,
            orders.total_amount - coalesce(orders.shipping, 0) + coalesce(orders.discount, 0)
        ) as gross_amount,
        coalesce(
            lines.refund, case when lines.order_number is null then returned.refund end, 0
        ) as refund,
        lines.order_number is not null as has_lines,
        lines.cost
    from orders
    inner join {{ ref('order_statuses') }} as statuses
        on orders.order_number = statuses.order_number
    left join lines on orders.order_number = lines.order_number
    left join returned on orders.order_number = returned.order_number
),

netted as (
    select
        *,
        case
            when standing = 'stands' then gross_amount - given_discount - refund else 0
        end as revenue
    from valued
)

select
    netted.order_number,
    netted.record_id,
    crosswalk.customer_id,
    netted.department,
    netted.line_of_business,
    netted.ordered_at,
    cast(netted.ordered_at as date) as ordered_on,
    netted.channel,
    netted.status,
    netted.standing,
    netted.is_guest,
    netted.is_gift,
    netted.standing = 'stands'
    and netted.revenue > coalesce(policy.more_than_amount, 0) as is_qualifying,
    netted.promo_code,
    netted.has_lines,
    cast(netted.gross_amount as decimal(18, 2)) as gross_amount,
    cast(netted.given_discount as decimal(18, 2)) as discount,
    cast(coalesce(netted.shipping, 0) as decimal(18, 2)) as shipping,
    cast(netted.total_amount as decimal(18, 2)) as charged_amount,
    cast(netted.refund as decimal(18, 2)) as refund,
    cast(netted.revenue as decimal(18, 2)) as revenue,
    cast(netted.cost as decimal(18, 2)) as cost,
    -- Of an order whose cost is unknown, the policy's share; else the margin is unknown too.
    case
        when netted.standing <> 'stands' then cast(0 as decimal(18, 2))
        else
            coalesce(
                cast(netted.revenue - netted.cost as decimal(18, 2)),
                {{ pennies('netted.revenue * value_policy.margin_share') }}
            )
    end as margin
from netted
left join policy on netted.line_of_business = policy.line_of_business
cross join {{ policy('value_policy') }} as value_policy
left join crosswalk on netted.record_id = crosswalk.record_id
