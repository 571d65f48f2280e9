-- One row per subject of risk as last scored, in the shape of a customer record.
with

scores as (
    select
        *,
        min(scored_at) over (partition by subject_ref) as first_scored_at,
        row_number() over (
            partition by subject_ref order by scored_at desc, score_id desc
        ) as newest
    from {{ ref('stg_risk__scores') }}
    where {{ until_as_of('scored_at') }}
)

select
    {{ customer_record(
        department='risk',
        entity='subject',
        source_record_id='subject_ref',
        first_seen_at='first_scored_at',
        last_seen_at='scored_at',
        has=['full_name', 'birth_on', 'address_line_1', 'postcode', 'policy_number'],
    ) }}
from scores
where newest = 1
