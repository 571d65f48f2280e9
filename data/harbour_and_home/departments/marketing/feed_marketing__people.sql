-- One row per person on marketing's list.
select
    {{ customer360.feed({
        'record_id': 'prospect_id',
        'entity': "'prospect'",
        'given_name': 'given_name',
        'family_name': 'family_name',
        'email': 'email',
        'phone': 'phone',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'postcode': 'postcode',
        'first_seen_at': 'created_at',
        'last_seen_at': 'updated_at',
    }) }}
from {{ ref('stg_marketing__prospects') }}
