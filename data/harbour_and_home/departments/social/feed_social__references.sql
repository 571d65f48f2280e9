-- One row per mention of an order.
select
    {{ customer360.feed({
        'record_id': 'handle',
        'reference': 'order_number',
    }) }}
from {{ ref('stg_social__mentions') }}
where order_number is not null and {{ customer360.until_as_of('posted_at') }}
