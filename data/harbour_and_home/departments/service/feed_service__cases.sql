-- One row per case.
select
    {{ customer360.feed({
        'case_id': 'case_id',
        'record_id': 'customer_ref',
        'topic': 'topic',
        'is_complaint': 'is_complaint',
        'line_of_business': 'line_of_business',
        'order_number': 'order_number',
        'contract_number': 'policy_number',
        'opened_at': 'opened_at',
        'closed_at': 'closed_at',
        'status': 'status',
        'resolution': 'resolution',
        'team': 'team',
    }) }}
from {{ ref('stg_service__cases') }}
