-- One row per page event.
select
    {{ customer360.feed({
        'interaction_id': 'event_id',
        'record_id': 'account_id',
        'occurred_at': 'occurred_at',
        'source_event': 'event_type',
        'visitor_id': 'visitor_id',
        'topic': 'topic',
        'order_number': 'order_number',
        'campaign_id': 'campaign_id',
        'entry_source': 'utm_source',
    }, record_of='shop') }}
from {{ ref('stg_web__events') }}
