-- One row per call, chat or e-mail with the contact centre.
select
    {{ clean('contact_id') }},
    {{ clean('case_id') }},
    {{ clean('customer_ref') }},
    {{ clean('channel') }},
    {{ clean('direction') }},
    started_at,
    duration_seconds,
    {{ clean('team') }},
    {{ clean('agent') }},
    {{ clean('topic') }},
    is_resolved,
    {{ clean('note') }}
from {{ source('raw_service', 'contacts') }}
