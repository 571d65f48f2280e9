-- One row per claim.
select
    {{ customer360.feed({
        'claim_id': 'claim_id',
        'contract_number': 'policy_number',
        'record_id': 'policy_number',
        'incident_on': 'incident_on',
        'opened_at': 'opened_at',
        'closed_at': 'closed_at',
        'status': 'status',
        'paid_amount': 'paid_gbp',
        'reserve': 'reserve_gbp',
        'handler_team': 'handler_team',
    }) }}
from {{ ref('stg_insurance__claims') }}
