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
        'wording': 'wording',
        'file_id': 'file_id',
        'file_record': 'file_record',
    }) }}
from {{ ref('stg_marketing__preferences') }}
