-- One row per score of a policy: from when until when the department calls its customer active.
select
    {{ customer360.feed({
        'record_id': 'subject_ref',
        'active_from': 'cast(scored_at as date)',
        'active_until': customer360.add_months('scored_at', 12),
        'is_history_kept': 'true',
    }) }}
from {{ ref('stg_risk__scores') }}
where policy_number is not null
