-- One row per order, belonging to whoever pays for it.
with

orders as (
    select * from {{ ref('feed_purchases') }}
    where {{ until_as_of('ordered_at') }}
),

lines as (
    select
        order_number,
        sum(gross_gbp) as gross_gbp,
        sum(refund_gbp) as refund_gbp,
        -- The cost of an order is known when that of every line is.
        case when count(*) = count(cost_gbp) then sum(cost_gbp) end as cost_gbp
    from {{ ref('order_lines') }}
    group by order_number
),

-- What came back of orders whose lines are unknown; of the others the lines say it.
returned as (
    select order_number, sum(refund_gbp) as refund_gbp
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
        more_than_gbp
    from {{ ref('lifecycle_policy') }}
),

valued as (
    select
        orders.*,
        statuses.standing,
        coalesce(orders.discount_gbp, 0) as given_discount_gbp,
        coalesce(
            lines.gross_gbp,
            orders.total_gbp - coalesce(orders.shipping_gbp, 0) + coalesce(orders.discount_gbp, 0)
        ) as gross_gbp,
        coalesce(
            lines.refund_gbp, case when lines.order_number is null then returned.refund_gbp end, 0
        ) as refund_gbp,
        lines.order_number is not null as has_lines,
        lines.cost_gbp
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
            when standing = 'stands' then gross_gbp - given_discount_gbp - refund_gbp else 0
        end as revenue_gbp
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
    and netted.revenue_gbp > coalesce(policy.more_than_gbp, 0) as is_qualifying,
    netted.promo_code,
    netted.has_lines,
    cast(netted.gross_gbp as decimal(18, 2)) as gross_gbp,
    cast(netted.given_discount_gbp as decimal(18, 2)) as discount_gbp,
    cast(coalesce(netted.shipping_gbp, 0) as decimal(18, 2)) as shipping_gbp,
    cast(netted.total_gbp as decimal(18, 2)) as charged_gbp,
    cast(netted.refund_gbp as decimal(18, 2)) as refund_gbp,
    cast(netted.revenue_gbp as decimal(18, 2)) as revenue_gbp,
    cast(netted.cost_gbp as decimal(18, 2)) as cost_gbp,
    -- Of an order whose cost is unknown, the policy's share; else the margin is unknown too.
    cast(
        case
            when netted.standing <> 'stands' then 0
            else
                coalesce(
                    netted.revenue_gbp - netted.cost_gbp,
                    netted.revenue_gbp * value_policy.margin_share
                )
        end as decimal(18, 2)
    ) as margin_gbp
from netted
left join policy on netted.line_of_business = policy.line_of_business
cross join {{ policy('value_policy') }} as value_policy
left join crosswalk on netted.record_id = crosswalk.record_id
