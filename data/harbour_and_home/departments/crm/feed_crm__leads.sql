-- One row per opportunity.
select
    {{ customer360.feed({
        'opportunity_id': 'opportunity_id',
        'record_id': 'contact_id',
        'line_of_business': 'line_of_business',
        'product': 'product',
        'stage': 'stage',
        'amount': 'amount_gbp',
        'opened_on': 'opened_on',
        'modified_at': 'modified_at',
        'closed_on': 'closed_on',
        'rep': 'rep',
    }) }}
from {{ ref('stg_crm__opportunities') }}
