-- One row per contact: from when until when the department calls its customer active.
select
    {{ customer360.feed({
        'record_id': 'contact_id',
        'active_from': 'cast(created_at as date)',
        'active_until': customer360.add_months('modified_at', 18),
        'is_history_kept': 'false',
    }) }}
from {{ ref('stg_crm__contacts') }}
