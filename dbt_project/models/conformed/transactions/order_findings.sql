-- One row per order or refund and rule that it breaks.
with

-- What was charged against what its lines, discount and shipping come to.
orders as (
    select
        order_number,
        department,
        charged_amount,
        cast(gross_amount + stored_value - discount + shipping as decimal(18, 2)) as computed,
        cost is null and standing = 'stands' as is_cost_unknown,
        not has_lines and max(has_lines) over (partition by department) as lacks_lines,
        coalesce(max(cost) over (partition by department) > 0, false) as is_cost_sent
    from {{ ref('orders') }}
)

select
    department,
    order_number as source_record_id,
    'order_without_lines' as rule,
    charged_amount as before,
    cast(null as decimal(18, 2)) as after,
    'open' as status
from orders
where lacks_lines
union all
-- Where a department sends no cost at all, no order of its own can be put right.
select
    department, order_number, 'order_cost_unknown', charged_amount, null,
    case when is_cost_sent then 'open' else 'accepted' end
from orders
where is_cost_unknown and not lacks_lines
union all
select department, order_number, 'order_total_differs', charged_amount, computed, 'open'
from orders
where charged_amount <> computed and not lacks_lines
union all
-- More was given back than was ever paid: nobody knows what for, so it counts nowhere.
select
    orders.department, orders.order_number, 'refund_exceeds_order',
    refunds.refund, cast(refunds.of_goods + refunds.of_shipping as decimal(18, 2)), 'open'
from {{ ref('order_refunds') }} as refunds
inner join orders on refunds.order_number = orders.order_number
where refunds.is_latest and refunds.left_over > 0
union all
select refunds.department, refunds.refund_id, 'refund_without_order', refunds.refund, null, 'open'
from {{ ref('feed_refunds') }} as refunds
left join {{ ref('feed_purchases') }} as purchases
    on refunds.order_number = purchases.order_number
where purchases.order_number is null and {{ until_as_of('refunds.refunded_at') }}
