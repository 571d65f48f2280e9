-- One row per ticket raised, and one more per ticket closed.
select
    {{ customer360.feed({
        'interaction_id': "ticket_id || '/opened'",
        'record_id': 'requester_id',
        'occurred_at': 'opened_at',
        'source_event': "'ticket opened'",
        'channel': 'channel',
        'order_number': 'order_number',
        'case_id': 'ticket_id',
        'free_text': "concat_ws(' ', subject, body)",
    }) }}
from {{ ref('stg_zendesk__tickets') }}
union all
select
    {{ customer360.feed({
        'interaction_id': "ticket_id || '/closed'",
        'record_id': 'requester_id',
        'occurred_at': 'updated_at',
        'source_event': "'ticket closed'",
        'channel': 'channel',
        'order_number': 'order_number',
        'case_id': 'ticket_id',
    }) }}
from {{ ref('stg_zendesk__tickets') }}
where status = 'closed' and updated_at is not null
