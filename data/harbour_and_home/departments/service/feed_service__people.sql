-- One row per caller of the contact centre.
select
    {{ customer360.feed({
        'record_id': 'customer_ref',
        'entity': "'caller'",
        'full_name': 'full_name',
        'birth_on': 'birth_on',
        'email': 'email',
        'phone': 'phone',
        'phone_alternative': 'phone_alternative',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'postcode': 'postcode',
        'first_seen_at': 'created_at',
        'last_seen_at': 'updated_at',
    }) }}
from {{ ref('stg_service__customers') }}
