-- One row per parcel.
select
    {{ customer360.clean('consignment_id') }},
    {{ customer360.clean('order_number') }},
    {{ customer360.clean('recipient_name') }},
    {{ customer360.clean('address_line_1') }},
    {{ customer360.clean('address_line_2') }},
    {{ customer360.clean('city') }},
    {{ customer360.clean('postcode') }},
    {{ customer360.clean('phone') }},
    dispatched_on,
    promised_on,
    {{ customer360.clean('carrier') }}
from {{ source('raw_delivery', 'consignments') }}
