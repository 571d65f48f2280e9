-- One row per order line.
select
    l.order_number, l.line_number, l.sku, l.category, l.quantity, l.unit_price_gbp, l.unit_cost_gbp,
    o.ordered_at::date as _on,
from order_lines l
join orders o using (order_key)
