-- One row per ticket.
select
    {{ customer360.clean('ticket_id') }},
    {{ customer360.clean('requester_id') }},
    opened_at,
    updated_at,
    {{ customer360.clean('status') }},
    {{ customer360.clean('kind') }},
    {{ customer360.clean('subject') }},
    {{ customer360.clean('body') }},
    {{ customer360.clean('channel') }},
    {{ customer360.clean('score') }},
    {{ customer360.clean('tags') }},
    {{ customer360.clean('order_number') }}
from {{ source('raw_zendesk', 'tickets') }}
