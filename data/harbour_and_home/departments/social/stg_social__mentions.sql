-- One row per public mention.
select
    {{ customer360.clean('mention_id') }},
    {{ customer360.clean('platform') }},
    {{ customer360.clean('handle') }},
    {{ customer360.clean('display_name') }},
    posted_at,
    {{ customer360.clean('text') }},
    {{ customer360.clean('order_number') }}
from {{ source('raw_social', 'mentions') }}
