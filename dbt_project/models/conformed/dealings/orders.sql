-- One row per order, belonging to whoever pays for it.
with

orders as (
    select * from {{ ref('stg_shop__orders') }}
    where {{ until_as_of('ordered_at') }}
),

lines as (
    select
        order_number,
        sum(gross_gbp) as gross_gbp,
        sum(refund_gbp) as refund_gbp,
        sum(cost_gbp) as cost_gbp
    from {{ ref('order_lines') }}
    group by order_number
),

crosswalk as (
    select * from {{ ref('crosswalk') }}
),

policy as (
    select more_than_gbp
    from {{ ref('lifecycle_policy') }}
    where line_of_business = 'retail'
),

valued as (
    select
        orders.*,
        'shop:' || coalesce(orders.account_id, orders.order_number) as record_id,
        statuses.standing,
        coalesce(orders.discount_gbp, 0) as given_discount_gbp,
        coalesce(
            lines.gross_gbp,
            orders.total_gbp - coalesce(orders.shipping_gbp, 0) + coalesce(orders.discount_gbp, 0)
        ) as gross_gbp,
        coalesce(lines.refund_gbp, 0) as refund_gbp,
        lines.cost_gbp
    from orders
    inner join {{ ref('order_statuses') }} as statuses
        on orders.order_number = statuses.order_number
    left join lines on orders.order_number = lines.order_number
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
    netted.ordered_at,
    cast(netted.ordered_at as date) as ordered_on,
    netted.channel,
    netted.status,
    netted.standing,
    netted.account_id is null as is_guest,
    netted.is_gift,
    netted.standing = 'stands' and netted.revenue_gbp > policy.more_than_gbp as is_qualifying,
    netted.promo_code,
    cast(netted.gross_gbp as decimal(18, 2)) as gross_gbp,
    cast(netted.given_discount_gbp as decimal(18, 2)) as discount_gbp,
    cast(coalesce(netted.shipping_gbp, 0) as decimal(18, 2)) as shipping_gbp,
    cast(netted.total_gbp as decimal(18, 2)) as charged_gbp,
    cast(netted.refund_gbp as decimal(18, 2)) as refund_gbp,
    cast(netted.revenue_gbp as decimal(18, 2)) as revenue_gbp,
    cast(netted.cost_gbp as decimal(18, 2)) as cost_gbp,
    -- Of an order whose lines, and so whose cost, are unknown, the policy's share or no margin.
    cast(coalesce(
        netted.revenue_gbp - netted.cost_gbp, netted.revenue_gbp * value_policy.margin_share, 0
    ) as decimal(18, 2)) as margin_gbp
from netted
cross join policy
cross join {{ policy('value_policy') }} as value_policy
left join crosswalk on netted.record_id = crosswalk.record_id
