-- One row per case: from when until when the department calls its customer active.
select
    {{ customer360.feed({
        'record_id': 'customer_ref',
        'active_from': 'cast(opened_at as date)',
        'active_until': customer360.add_months('opened_at', 12),
        'is_history_kept': 'true',
    }) }}
from {{ ref('stg_service__cases') }}
