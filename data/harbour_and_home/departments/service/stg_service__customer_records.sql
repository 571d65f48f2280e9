-- One row per caller of the contact centre, in the shape of a customer record.
select
    {{ customer360.customer_record(
        department='service',
        entity='caller',
        source_record_id='customer_ref',
        first_seen_at='created_at',
        last_seen_at='updated_at',
        has=[
            'full_name', 'birth_on', 'email', 'phone', 'phone_alternative',
            'address_line_1', 'address_line_2', 'city', 'postcode',
        ],
    ) }}
from {{ ref('stg_service__customers') }}
