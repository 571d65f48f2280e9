-- One row per profile.
select
    {{ customer360.clean('profile_id') }},
    {{ customer360.clean('email') }},
    {{ customer360.clean('given_name') }},
    {{ customer360.clean('family_name') }},
    {{ customer360.clean('phone') }},
    {{ customer360.clean('address_line_1') }},
    {{ customer360.clean('address_line_2') }},
    {{ customer360.clean('city') }},
    {{ customer360.clean('postcode') }},
    created_at,
    last_active_at,
    {{ customer360.clean('email_answer') }},
    email_answered_at,
    {{ customer360.clean('email_suppressions') }},
    {{ customer360.clean('sms_answer') }}
from {{ source('raw_klaviyo', 'profiles') }}
