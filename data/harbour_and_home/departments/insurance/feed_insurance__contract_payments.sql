-- One row per instalment.
select
    {{ customer360.feed({
        'payment_id': 'premium_id',
        'contract_number': 'policy_number',
        'record_id': 'policy_number',
        'due_on': 'due_on',
        'paid_on': 'paid_on',
        'amount': 'amount_gbp',
        'status': 'status',
    }) }}
from {{ ref('stg_insurance__premiums') }}
