-- One row per order line, those of an order under another's number too.
with numbered as (
    select order_key, order_number, ordered_at from orders
    union all
    select order_key, order_number, ordered_at from reused_numbers
)

select
    o.order_number, l.line_number, l.sku, l.category, l.quantity, l.unit_price_gbp, l.unit_cost_gbp,
    o.ordered_at::date as _on,
from order_lines l
join numbered o using (order_key)
