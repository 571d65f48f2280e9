-- One row per public mention.
select
    {{ customer360.feed({
        'interaction_id': 'mention_id',
        'record_id': 'handle',
        'occurred_at': 'posted_at',
        'source_event': "'mention'",
        'order_number': 'order_number',
        'team': 'platform',
        'free_text': 'text',
    }) }}
from {{ ref('stg_social__mentions') }}
