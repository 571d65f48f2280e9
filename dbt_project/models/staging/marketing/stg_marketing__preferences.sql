-- One row per opt-in or opt-out.
select
    {{ clean('preference_id') }},
    {{ clean('prospect_id') }},
    {{ clean('purpose') }},
    {{ clean('channel') }},
    {{ clean('answer') }},
    recorded_at,
    {{ clean('source') }}
from {{ source('raw_marketing', 'preferences') }}
