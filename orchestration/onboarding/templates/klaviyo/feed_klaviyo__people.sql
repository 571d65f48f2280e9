-- One row per profile.
select
    {{ customer360.feed({
        'record_id': 'profile_id',
        'entity': "'profile'",
        'given_name': 'given_name',
        'family_name': 'family_name',
        'email': 'email',
        'phone': 'phone',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'postcode': 'postcode',
        'first_seen_at': 'created_at',
        'last_seen_at': 'coalesce(last_active_at, created_at)',
    }) }}
from {{ ref('stg_klaviyo__profiles') }}
