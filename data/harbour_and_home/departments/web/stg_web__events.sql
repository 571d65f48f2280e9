-- One row per page event; account_id is known only from a log-in on.
select
    {{ customer360.clean('event_id') }},
    {{ customer360.clean('visitor_id') }},
    {{ customer360.clean('account_id') }},
    occurred_at,
    {{ customer360.clean('event_type') }},
    {{ customer360.clean('page') }},
    {{ customer360.clean('utm_source') }},
    {{ customer360.clean('campaign_id') }},
    {{ customer360.clean('order_number') }},
    {{ customer360.clean('topic') }}
from {{ source('raw_web', 'events') }}
