-- One row per contact and thing that sales says of it.
select
    {{ customer360.feed({
        'record_id': 'contact_id',
        'statement': "'Status'",
        'said': 'status',
    }) }}
from {{ ref('stg_crm__contacts') }}
union all
select distinct
    {{ customer360.feed({
        'record_id': 'contact_id',
        'statement': "'Stage'",
        'said': 'stage',
        'said_on': 'coalesce(closed_on, opened_on)',
    }) }}
from {{ ref('stg_crm__opportunities') }}
