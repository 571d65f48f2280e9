-- One row per event of a visitor; a visit without a source of its own has the visitor's first.
-- An order that a purchase names tells who the visitor is.
select
    {{ customer360.feed({
        'interaction_id': 'event_id',
        'occurred_at': 'occurred_at',
        'source_event': 'event_name',
        'visitor_id': 'visitor_id',
        'topic': 'search_term',
        'order_number': 'order_number',
        'campaign_id': 'campaign_id',
        'entry_source': 'coalesce(session_source, first_source)',
    }) }}
from {{ ref('stg_ga4__events') }}
