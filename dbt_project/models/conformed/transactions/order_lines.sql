-- One row per line of an order, with its share of the order's discount and what came back.
select
    order_number,
    line_number,
    sku,
    category,
    is_stored_value,
    quantity,
    returned_quantity,
    gross_amount,
    discount,
    refund,
    revenue,
    cost,
    margin
from {{ ref('order_line_versions') }}
where is_latest
