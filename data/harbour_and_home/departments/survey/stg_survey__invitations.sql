-- One row per invitation, whether answered or not.
select
    {{ customer360.clean('invitation_id') }},
    {{ customer360.clean('full_name') }},
    {{ customer360.clean('email') }},
    {{ customer360.clean('phone') }},
    {{ customer360.clean('postcode') }},
    {{ customer360.clean('trigger') }},
    {{ customer360.clean('reference') }},
    invited_at
from {{ source('raw_survey', 'invitations') }}
