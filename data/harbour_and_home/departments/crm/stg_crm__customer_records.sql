-- One row per CRM contact, in the shape of a customer record.
select
    {{ customer360.customer_record(
        department='crm',
        entity='contact',
        source_record_id='contact_id',
        first_seen_at='created_at',
        last_seen_at='modified_at',
        has=[
            'given_name', 'middle_name', 'family_name', 'birth_on', 'email', 'phone',
            'address_line_1', 'address_line_2', 'city', 'postcode', 'loyalty_number',
        ],
    ) }}
from {{ ref('stg_crm__contacts') }}
