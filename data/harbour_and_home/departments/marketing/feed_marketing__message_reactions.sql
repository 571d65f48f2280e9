-- One row per reaction to a send.
select
    {{ customer360.feed({
        'reaction_id': 'engagement_id',
        'message_id': 'send_id',
        'kind': 'kind',
        'occurred_at': 'occurred_at',
        'seen_at': 'seen_at',
        'file_id': 'file_id',
        'file_record': 'file_record',
    }) }}
from {{ ref('stg_marketing__engagement') }}
