-- One row per parcel, standing for its recipient.
with

recipients as (
    select
        *,
        recipient_name as full_name
    from {{ ref('stg_delivery__consignments') }}
)

select
    {{ customer360.feed({
        'record_id': 'consignment_id',
        'entity': "'recipient'",
        'full_name': 'full_name',
        'phone': 'phone',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'postcode': 'postcode',
        'order_number': 'order_number',
        'first_seen_at': 'dispatched_on',
        'last_seen_at': 'dispatched_on',
    }) }}
from recipients
