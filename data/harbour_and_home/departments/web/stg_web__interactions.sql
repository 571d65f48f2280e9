-- One row per page event.
select
    {{ customer360.interaction(
        department='web',
        id='event_id',
        record='account_id',
        record_of='shop',
        occurred_at='occurred_at',
        source_event='event_type',
        has={
            'visitor_id': 'visitor_id',
            'topic': 'topic',
            'order_number': 'order_number',
            'campaign_id': 'campaign_id',
            'entry_source': 'utm_source',
        },
    ) }}
from {{ ref('stg_web__events') }}
