-- One row per credit note and order line that it is taken off.
select
    {{ customer360.clean('refund_id') }},
    {{ customer360.clean('order_number') }},
    line_number,
    refunded_at,
    quantity,
    refund,
    {{ customer360.clean('reason') }}
from {{ source('raw_$department', 'credit_notes') }}
