-- One row per customer: the golden record.
with

records as (
    select * from {{ ref('customer_records') }}
),

crosswalk as (
    select * from {{ ref('crosswalk') }}
),

survivors as (
    select * from {{ ref('attribute_survivors') }}
    where is_winner
),

-- Who has died lives in no household any more.
memberships as (
    select memberships.customer_id, memberships.household_id
    from {{ source('identity', 'household_memberships') }} as memberships
    left join {{ ref('deaths') }} as deaths on memberships.customer_id = deaths.customer_id
    where memberships.valid_to is null and deaths.customer_id is null
),

sightings as (
    select
        crosswalk.customer_id,
        cast(count(*) as integer) as source_records,
        {{ list_agg_distinct('records.department') }} as departments,
        min(records.first_seen_at) as first_seen_at,
        max(records.last_seen_at) as last_seen_at,
        max(records.handle) as handle
    from crosswalk
    inner join records on crosswalk.record_id = records.record_id
    group by crosswalk.customer_id
),

golden as (
    select
        customer_id,
        {% for part in customer360.golden_parts() -%}
        {{ surviving(part) }} as {{ part.field }}{% if not loop.last %},{% endif %}
        {% endfor -%}
    from survivors
    group by customer_id
)

select
    sightings.customer_id,
    kinds.customer_kind,
    coalesce(
        golden.given_name || ' ' || golden.family_name,
        golden.family_name, golden.given_name, sightings.handle, 'Unknown'
    ) as display_name,
    {% for field in customer360.golden_fields() -%}
    golden.{{ field }},
    {% endfor -%}
    sightings.handle,
    golden.email is null and golden.phone is null and golden.address_line_1 is null as is_anonymous,
    sightings.source_records,
    sightings.departments,
    sightings.first_seen_at,
    sightings.last_seen_at,
    memberships.household_id
from sightings
left join {{ ref('customer_kinds') }} as kinds on sightings.customer_id = kinds.customer_id
left join golden on sightings.customer_id = golden.customer_id
left join memberships on sightings.customer_id = memberships.customer_id
