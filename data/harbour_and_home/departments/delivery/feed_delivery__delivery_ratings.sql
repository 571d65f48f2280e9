-- One row per rating at the doorstep.
select
    {{ customer360.feed({
        'rating_id': 'rating_id',
        'consignment_id': 'consignment_id',
        'stars': 'stars',
        'rated_at': 'rated_at',
    }) }}
from {{ ref('stg_delivery__ratings') }}
