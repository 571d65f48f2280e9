-- One row per call, chat or e-mail with the contact centre.
select
    {{ customer360.clean('contact_id') }},
    {{ customer360.clean('case_id') }},
    {{ customer360.clean('customer_ref') }},
    {{ customer360.clean('channel') }},
    {{ customer360.clean('direction') }},
    started_at,
    duration_seconds,
    {{ customer360.clean('team') }},
    {{ customer360.clean('agent') }},
    {{ customer360.clean('topic') }},
    is_resolved,
    {{ customer360.clean('note') }}
from {{ source('raw_service', 'contacts') }}
