-- One row per invitation, whether answered or not.
select
    {{ clean('invitation_id') }},
    {{ clean('full_name') }},
    {{ clean('email') }},
    {{ clean('phone') }},
    {{ clean('postcode') }},
    {{ clean('trigger') }},
    {{ clean('reference') }},
    invited_at
from {{ source('raw_survey', 'invitations') }}
