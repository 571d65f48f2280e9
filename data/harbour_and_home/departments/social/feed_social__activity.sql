-- One row per mention: from when until when the department calls its customer active.
select
    {{ customer360.feed({
        'record_id': 'handle',
        'active_from': 'cast(posted_at as date)',
        'active_until': customer360.add_months('posted_at', 12),
        'is_history_kept': 'true',
    }) }}
from {{ ref('stg_social__mentions') }}
