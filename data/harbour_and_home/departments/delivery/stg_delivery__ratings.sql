-- One row per doorstep rating.
select
    {{ customer360.clean('rating_id') }},
    {{ customer360.clean('consignment_id') }},
    stars,
    {{ customer360.clean('comment') }},
    rated_at
from {{ source('raw_delivery', 'ratings') }}
