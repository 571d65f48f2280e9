-- One row per customer of the list, known by a number alone.
select
    {{ customer360.feed({
        'record_id': 'customer_id',
        'entity': "'customer'",
        'first_seen_at': 'first_ordered_at',
        'last_seen_at': 'last_ordered_at',
    }) }}
from {{ ref('stg_${department}__customers') }}
