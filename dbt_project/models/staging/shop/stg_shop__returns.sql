-- One row per returned order line.
select
    {{ clean('return_id') }},
    {{ clean('order_number') }},
    line_number,
    returned_at,
    quantity,
    refund_gbp,
    {{ clean('reason') }}
from {{ source('raw_shop', 'returns') }}
