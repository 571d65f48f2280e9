-- One row per public mention.
select
    {{ customer360.interaction(
        department='social',
        id='mention_id',
        record='handle',
        occurred_at='posted_at',
        source_event="'mention'",
        has={
            'order_number': 'order_number',
            'team': 'platform',
            'free_text': 'text',
        },
    ) }}
from {{ ref('stg_social__mentions') }}
