-- One row per returned order line.
select
    {{ customer360.clean('return_id') }},
    {{ customer360.clean('order_number') }},
    line_number,
    returned_at,
    quantity,
    refund_gbp,
    {{ customer360.clean('reason') }}
from {{ source('raw_shop', 'returns') }}
