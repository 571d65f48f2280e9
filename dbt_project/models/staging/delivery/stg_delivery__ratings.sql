-- One row per doorstep rating.
select
    {{ clean('rating_id') }},
    {{ clean('consignment_id') }},
    stars,
    {{ clean('comment') }},
    rated_at
from {{ source('raw_delivery', 'ratings') }}
