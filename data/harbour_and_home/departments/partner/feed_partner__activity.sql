-- One row per bought attribute: from when until when the department calls its customer active.
select
    {{ customer360.feed({
        'record_id': 'partner_record_id',
        'active_from': 'supplied_on',
        'active_until': customer360.add_months('supplied_on', 12),
        'is_history_kept': 'true',
    }) }}
from {{ ref('stg_partner__attributes') }}
