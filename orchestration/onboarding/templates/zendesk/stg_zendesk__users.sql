-- One row per user.
select
    {{ customer360.clean('user_id') }},
    {{ customer360.clean('full_name') }},
    {{ customer360.clean('email') }},
    {{ customer360.clean('phone') }},
    {{ customer360.clean('role') }},
    created_at,
    updated_at
from {{ source('raw_zendesk', 'users') }}
