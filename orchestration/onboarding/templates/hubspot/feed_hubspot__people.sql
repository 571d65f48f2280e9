-- One row per contact.
select
    {{ customer360.feed({
        'record_id': 'contact_id',
        'entity': "'contact'",
        'given_name': 'given_name',
        'family_name': 'family_name',
        'email': 'email',
        'phone': 'phone',
        'first_seen_at': 'created_at',
        'last_seen_at': 'coalesce(last_activity_at, created_at)',
    }) }}
from {{ ref('stg_hubspot__contacts') }}
