-- One row per customer and e-mail address or phone number that any of their records gives.
with standardised as (
    select * from {{ source('identity', 'standardised') }}
),

points as (
    select record_id, 'email' as kind, email as value from standardised
    union all
    select record_id, 'phone', phone from standardised
    union all
    select record_id, 'phone', phone_alternative from standardised
)

select
    points.kind, points.value, crosswalk.customer_id,
    cast(count(distinct points.record_id) as integer) as source_records
from points
inner join {{ ref('crosswalk') }} as crosswalk on points.record_id = crosswalk.record_id
where points.value is not null
group by points.kind, points.value, crosswalk.customer_id
