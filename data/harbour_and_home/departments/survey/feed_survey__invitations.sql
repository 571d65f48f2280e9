-- One row per invitation.
select
    {{ customer360.feed({
        'invitation_id': 'invitation_id',
        'record_id': 'invitation_id',
        'trigger': 'trigger',
        'reference': 'reference',
        'invited_at': 'invited_at',
    }) }}
from {{ ref('stg_survey__invitations') }}
