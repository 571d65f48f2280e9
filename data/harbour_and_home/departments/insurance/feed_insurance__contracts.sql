-- One row per policy term.
select
    {{ customer360.feed({
        'contract_number': 'policy_number',
        'record_id': 'policy_number',
        'line_of_business': "'insurance'",
        'product': 'product',
        'renewal_of': 'renewal_of',
        'issued_at': 'issued_at',
        'starts_on': 'starts_on',
        'ends_on': 'ends_on',
        'cancelled_on': 'cancelled_on',
        'cancelled_by': 'cancelled_by',
        'status': "coalesce(status, 'in_force')",
        'cancel_reason': 'cancel_reason',
        'annual_amount': 'annual_premium_gbp',
        'expected_cost': 'expected_cost_gbp',
    }) }}
from {{ ref('stg_insurance__policies') }}
