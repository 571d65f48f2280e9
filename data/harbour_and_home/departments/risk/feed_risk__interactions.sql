-- One row per letter risk has posted.
with

decisions as (
    select
        decision_id,
        policy_number,
        reason
    from {{ ref('stg_risk__decisions') }}
)

select
    {{ customer360.feed({
        'interaction_id': 'letters.letter_id',
        'record_id': 'letters.subject_ref',
        'occurred_at': 'letters.posted_at',
        'source_event': "'letter ' || letters.letter_type",
        'topic': "case when letters.letter_type = 'arrears' then 'billing' else 'policy' end",
        'contract_number': 'decisions.policy_number',
        'outcome': 'decisions.reason',
    }) }}
from {{ ref('stg_risk__letters') }} as letters
left join decisions
    on letters.decision_id = decisions.decision_id
