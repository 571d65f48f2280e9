-- One row per person on marketing's list, in the shape of a customer record.
select
    {{ customer360.customer_record(
        department='marketing',
        entity='prospect',
        source_record_id='prospect_id',
        first_seen_at='created_at',
        last_seen_at='updated_at',
        has=[
            'given_name', 'family_name', 'email', 'phone', 'address_line_1', 'address_line_2',
            'city', 'postcode',
        ],
    ) }}
from {{ ref('stg_marketing__prospects') }}
