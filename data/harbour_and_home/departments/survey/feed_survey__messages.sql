-- One row per invitation.
select
    {{ customer360.feed({
        'message_id': 'invitation_id',
        'record_id': 'invitation_id',
        'channel': "case when email is null then 'sms' else 'email' end",
        'purpose': "'survey'",
        'sent_at': 'invited_at',
    }) }}
from {{ ref('stg_survey__invitations') }}
