-- One row per opt-in or opt-out.
select
    {{ customer360.clean('preference_id') }},
    {{ customer360.clean('prospect_id') }},
    {{ customer360.clean('purpose') }},
    {{ customer360.clean('channel') }},
    {{ customer360.clean('answer') }},
    recorded_at,
    {{ customer360.clean('source') }}
from {{ source('raw_marketing', 'preferences') }}
