-- One row per parcel.
select
    {{ clean('consignment_id') }},
    {{ clean('order_number') }},
    {{ clean('recipient_name') }},
    {{ clean('address_line_1') }},
    {{ clean('address_line_2') }},
    {{ clean('city') }},
    {{ clean('postcode') }},
    {{ clean('phone') }},
    dispatched_on,
    promised_on,
    {{ clean('carrier') }}
from {{ source('raw_delivery', 'consignments') }}
