-- One row per CRM contact.
select
    {{ customer360.feed({
        'record_id': 'contact_id',
        'entity': "'contact'",
        'given_name': 'given_name',
        'middle_name': 'middle_name',
        'family_name': 'family_name',
        'birth_on': 'birth_on',
        'email': 'email',
        'phone': 'phone',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'postcode': 'postcode',
        'loyalty_number': 'loyalty_number',
        'first_seen_at': 'created_at',
        'last_seen_at': 'modified_at',
    }) }}
from {{ ref('stg_crm__contacts') }}
