-- One row per public mention.
select
    {{ clean('mention_id') }},
    {{ clean('platform') }},
    {{ clean('handle') }},
    {{ clean('display_name') }},
    posted_at,
    {{ clean('text') }},
    {{ clean('order_number') }}
from {{ source('raw_social', 'mentions') }}
