-- One row per decision.
select
    {{ customer360.feed({
        'decision_id': 'decision_id',
        'record_id': 'subject_ref',
        'contract_number': 'policy_number',
        'line_of_business': 'line_of_business',
        'decision': 'decision',
        'reason': 'reason',
        'decided_at': 'decided_at',
        'effective_on': 'effective_on',
    }) }}
from {{ ref('stg_risk__decisions') }}
