-- One row per case and thing that the contact centre says of its caller.
select
    {{ customer360.feed({
        'record_id': 'customer_ref',
        'statement': "'case'",
        'said': 'status',
        'said_on': 'cast(opened_at as date)',
    }) }}
from {{ ref('stg_service__cases') }}
where customer_ref is not null
union all
select
    {{ customer360.feed({
        'record_id': 'customer_ref',
        'statement': "'complaint'",
        'said': 'status',
        'said_on': 'cast(opened_at as date)',
    }) }}
from {{ ref('stg_service__cases') }}
where customer_ref is not null and is_complaint
