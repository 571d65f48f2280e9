-- One row per order: money, status at the end, and whether it counts as a purchase.
with goods as (
    select
        order_key, sum(goods_gbp) as gross_gbp, sum(line_discount_gbp) as discount_gbp,
        sum((quantity * unit_cost_gbp)::decimal(12, 2)) as cost_gbp,
    from order_lines group by order_key
),

back as (
    select
        r.order_key, sum(r.refund_gbp) as refund_gbp,
        sum((l.quantity * l.unit_cost_gbp)::decimal(12, 2)) as cost_back_gbp,
    from returns r join order_lines l using (line_key)
    group by r.order_key
)

select
    o.*, g.gross_gbp, g.discount_gbp,
    if(g.gross_gbp - g.discount_gbp < 50, 3.95, 0)::decimal(12, 2) as shipping_gbp,
    coalesce(b.refund_gbp, 0) as refund_gbp,
    g.gross_gbp - g.discount_gbp - coalesce(b.refund_gbp, 0) as revenue_gbp,
    g.gross_gbp - g.discount_gbp - coalesce(b.refund_gbp, 0)
        - (g.cost_gbp - coalesce(b.cost_back_gbp, 0)) as margin_gbp,
    case
        when o.is_cancelled then 'cancelled'
        when b.refund_gbp >= g.gross_gbp - g.discount_gbp then 'refunded'
        else 'completed'
    end as status,
    not o.is_cancelled and coalesce(b.refund_gbp, 0) < g.gross_gbp - g.discount_gbp
        as is_qualifying,
from orders o
join goods g using (order_key)
left join back b using (order_key)
