-- One row per order and version of it: what it was worth as far as was known.
with

lines as (
    select
        order_number,
        known_from,
        sum(case when is_stored_value then 0 else gross_amount end) as gross_amount,
        sum(case when is_stored_value then gross_amount else 0 end) as stored_value,
        sum(refund) as refund,
        sum(revenue) as revenue,
        -- The cost of an order is known when that of every line is.
        case when count(*) = count(cost) then sum(cost) end as cost
    from {{ ref('order_line_versions') }}
    group by order_number, known_from
),

policy as (
    select
        line_of_business,
        more_than_amount
    from {{ ref('lifecycle_policy') }}
),

-- Where the lines are unknown, the goods are what was charged for them.
valued as (
    select
        orders.order_number,
        orders.line_of_business,
        versions.known_from,
        versions.known_until,
        versions.is_latest,
        statuses.standing,
        amounts.charged_amount,
        amounts.shipping,
        amounts.discount as given_discount,
        coalesce(
            lines.gross_amount, amounts.charged_amount - amounts.shipping + amounts.discount
        ) as gross_amount,
        coalesce(lines.stored_value, 0) as stored_value,
        coalesce(lines.refund, returned.of_goods, 0) as refund,
        coalesce(
            lines.revenue,
            case
                when statuses.standing = 'stands' then
                    amounts.charged_amount - amounts.shipping - coalesce(returned.of_goods, 0)
            end, 0
        ) as revenue,
        lines.order_number is not null as has_lines,
        lines.cost
    from {{ ref('feed_purchases') }} as orders
    inner join {{ ref('order_versions') }} as versions
        on orders.order_number = versions.order_number
    inner join {{ ref('order_amounts') }} as amounts
        on orders.order_number = amounts.order_number
    inner join {{ ref('order_statuses') }} as statuses
        on orders.order_number = statuses.order_number
    left join lines
        on versions.order_number = lines.order_number
        and versions.known_from = lines.known_from
    left join {{ ref('order_refunds') }} as returned
        on versions.order_number = returned.order_number
        and versions.known_from = returned.known_from
)

select
    valued.order_number,
    valued.known_from,
    valued.known_until,
    valued.is_latest,
    valued.standing,
    valued.standing = 'stands'
    and valued.revenue > coalesce(policy.more_than_amount, 0) as is_qualifying,
    valued.has_lines,
    cast(valued.gross_amount as decimal(18, 2)) as gross_amount,
    cast(valued.stored_value as decimal(18, 2)) as stored_value,
    cast(valued.given_discount as decimal(18, 2)) as discount,
    cast(coalesce(valued.shipping, 0) as decimal(18, 2)) as shipping,
    cast(valued.charged_amount as decimal(18, 2)) as charged_amount,
    cast(valued.refund as decimal(18, 2)) as refund,
    cast(valued.revenue as decimal(18, 2)) as revenue,
    cast(valued.cost as decimal(18, 2)) as cost,
    -- Of an order whose cost is unknown, the policy's share; else the margin is unknown too. Money
    -- given back brings no goods back, so it is lost whole.
    case
        when valued.standing <> 'stands' then cast(0 as decimal(18, 2))
        when not valued.has_lines and valued.refund > 0 and valued.revenue = 0
            then cast(0 as decimal(18, 2))
        else
            coalesce(
                cast(valued.revenue - valued.cost as decimal(18, 2)),
                {{ pennies('valued.revenue * value_policy.margin_share') }},
                case when valued.revenue < 0 then cast(valued.revenue as decimal(18, 2)) end
            )
    end as margin
from valued
left join policy on valued.line_of_business = policy.line_of_business
cross join {{ policy('value_policy') }} as value_policy
