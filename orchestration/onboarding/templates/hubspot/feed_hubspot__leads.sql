-- One row per contact that is a lead, or was one.
select
    {{ customer360.feed({
        'opportunity_id': 'contact_id',
        'record_id': 'contact_id',
        'stage': "case when lower(lead_status) = 'unqualified' then 'lost' else stage end",
        'opened_on': 'cast(created_at as date)',
        'modified_at': 'last_activity_at',
        'rep': 'rep',
    }) }}
from {{ ref('stg_hubspot__contacts') }}
where stage is not null
