-- One row per score and the policy it was made for.
select
    {{ customer360.feed({
        'record_id': 'subject_ref',
        'reference': 'policy_number',
    }) }}
from {{ ref('stg_risk__scores') }}
where policy_number is not null
