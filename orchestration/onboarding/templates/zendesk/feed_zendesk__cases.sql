-- One row per ticket; without a time of closing, that of the last change of a closed one.
select
    {{ customer360.feed({
        'case_id': 'ticket_id',
        'record_id': 'requester_id',
        'order_number': 'order_number',
        'opened_at': 'opened_at',
        'closed_at': "case when status = 'closed' then updated_at end",
        'status': 'status',
    }) }}
from {{ ref('stg_zendesk__tickets') }}
