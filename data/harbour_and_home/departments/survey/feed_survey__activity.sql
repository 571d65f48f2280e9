-- One row per response: from when until when the department calls its customer active.
select
    {{ customer360.feed({
        'record_id': 'invitation_id',
        'active_from': 'cast(responded_at as date)',
        'active_until': customer360.add_months('responded_at', 12),
        'is_history_kept': 'true',
    }) }}
from {{ ref('stg_survey__responses') }}
