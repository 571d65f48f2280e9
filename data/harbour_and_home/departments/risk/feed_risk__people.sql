-- One row per subject of risk as last seen.
with

-- Only a score describes the subject; decisions and letters name subjects that may lack one.
sightings as (
    select
        subject_ref,
        full_name,
        birth_on,
        address_line_1,
        postcode,
        policy_number,
        scored_at as seen_at,
        score_id as sighting_id,
        1 as is_described
    from {{ ref('stg_risk__scores') }}
    union all
    select
        subject_ref,
        null as full_name,
        null as birth_on,
        null as address_line_1,
        null as postcode,
        policy_number,
        decided_at as seen_at,
        decision_id as sighting_id,
        0 as is_described
    from {{ ref('stg_risk__decisions') }}
    union all
    select
        subject_ref,
        null as full_name,
        null as birth_on,
        null as address_line_1,
        null as postcode,
        null as policy_number,
        posted_at as seen_at,
        letter_id as sighting_id,
        0 as is_described
    from {{ ref('stg_risk__letters') }}
),

subjects as (
    select
        *,
        min(seen_at) over (partition by subject_ref) as first_seen_at,
        max(seen_at) over (partition by subject_ref) as last_seen_at,
        row_number() over (
            partition by subject_ref
            order by is_described desc, seen_at desc, sighting_id desc
        ) as nth
    from sightings
    where {{ customer360.until_as_of('seen_at') }}
)

select
    {{ customer360.feed({
        'record_id': 'subject_ref',
        'entity': "'subject'",
        'full_name': 'full_name',
        'birth_on': 'birth_on',
        'address_line_1': 'address_line_1',
        'postcode': 'postcode',
        'contract_number': 'policy_number',
        'first_seen_at': 'first_seen_at',
        'last_seen_at': 'last_seen_at',
    }) }}
from subjects
where nth = 1
