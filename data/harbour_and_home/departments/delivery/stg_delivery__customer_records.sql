-- One row per parcel, standing for its recipient, in the shape of a customer record.
with

recipients as (
    select
        *,
        recipient_name as full_name
    from {{ ref('stg_delivery__consignments') }}
)

select
    {{ customer360.customer_record(
        department='delivery',
        entity='recipient',
        source_record_id='consignment_id',
        first_seen_at='dispatched_on',
        last_seen_at='dispatched_on',
        has=[
            'full_name', 'phone', 'address_line_1', 'address_line_2', 'city', 'postcode',
            'order_number',
        ],
    ) }}
from recipients
