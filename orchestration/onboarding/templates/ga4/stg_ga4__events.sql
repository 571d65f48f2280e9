-- One row per event.
select
    {{ customer360.clean('event_id') }},
    {{ customer360.clean('event_name') }},
    occurred_at,
    {{ customer360.clean('visitor_id') }},
    {{ customer360.clean('user_id') }},
    {{ customer360.clean('page') }},
    {{ customer360.clean('session_number') }},
    {{ customer360.clean('search_term') }},
    {{ customer360.clean('order_number') }},
    {{ customer360.clean('session_source') }},
    {{ customer360.clean('campaign_id') }},
    {{ customer360.clean('first_source') }},
    {{ customer360.clean('device') }}
from {{ source('raw_ga4', 'events') }}
