-- One row per policy term: from when until when the department calls its customer active.
select
    {{ customer360.feed({
        'record_id': 'policy_number',
        'active_from': 'starts_on',
        'active_until': 'coalesce(cancelled_on, ends_on)',
        'is_history_kept': 'true',
    }) }}
from {{ ref('stg_insurance__policies') }}
