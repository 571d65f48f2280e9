-- One row per contact.
select
    {{ customer360.clean('contact_id') }},
    {{ customer360.clean('given_name') }},
    {{ customer360.clean('family_name') }},
    {{ customer360.clean('email') }},
    {{ customer360.clean('phone') }},
    {{ customer360.clean('rep') }},
    last_activity_at,
    {{ customer360.clean('lead_status') }},
    {{ customer360.clean('stage') }},
    created_at
from {{ source('raw_hubspot', 'contacts') }}
