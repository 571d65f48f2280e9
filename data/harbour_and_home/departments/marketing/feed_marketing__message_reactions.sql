-- One row per reaction to a send.
select
    {{ customer360.feed({
        'reaction_id': 'engagement_id',
        'message_id': 'send_id',
        'kind': 'kind',
        'occurred_at': 'occurred_at',
        'seen_at': 'seen_at',
    }) }}
from {{ ref('stg_marketing__engagement') }}
