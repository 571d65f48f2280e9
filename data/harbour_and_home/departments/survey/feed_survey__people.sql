-- One row per invitation, standing for the person invited.
select
    {{ customer360.feed({
        'record_id': 'invitation_id',
        'entity': "'invitee'",
        'full_name': 'full_name',
        'email': 'email',
        'phone': 'phone',
        'postcode': 'postcode',
        'first_seen_at': 'invited_at',
        'last_seen_at': 'invited_at',
    }) }}
from {{ ref('stg_survey__invitations') }}
