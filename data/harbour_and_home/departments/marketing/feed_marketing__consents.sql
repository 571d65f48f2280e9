-- One row per preference.
select
    {{ customer360.feed({
        'consent_id': 'preference_id',
        'record_id': 'prospect_id',
        'purpose': 'purpose',
        'channel': 'channel',
        'answer': 'answer',
        'answered_at': 'recorded_at',
        'seen_at': 'seen_at',
        'source': "coalesce(source, 'preference')",
    }) }}
from {{ ref('stg_marketing__preferences') }}
