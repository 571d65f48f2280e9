-- One row per returned order line.
select
    code('RT', line_key) as return_id, order_number, line_number, returned_at, quantity, refund_gbp,
    reason, returned_at::date as _on,
from returns
