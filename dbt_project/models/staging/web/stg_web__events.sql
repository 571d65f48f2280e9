-- One row per page event; account_id is known only from a log-in on.
select
    {{ clean('event_id') }},
    {{ clean('visitor_id') }},
    {{ clean('account_id') }},
    occurred_at,
    {{ clean('event_type') }},
    {{ clean('page') }},
    {{ clean('utm_source') }},
    {{ clean('campaign_id') }},
    {{ clean('order_number') }},
    {{ clean('topic') }}
from {{ source('raw_web', 'events') }}
