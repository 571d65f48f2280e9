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
        max(case when attribute = 'name' then value_1 end) as given_name,
        max(case when attribute = 'middle_name' then value_1 end) as middle_name,
        max(case when attribute = 'name' then value_2 end) as family_name,
        cast(max(case when attribute = 'birth_on' then value_1 end) as date) as birth_on,
        max(case when attribute = 'email' then value_1 end) as email,
        max(case when attribute = 'phone' then value_1 end) as phone,
        max(case when attribute = 'address' then value_1 end) as address_line_1,
        max(case when attribute = 'address' then value_2 end) as address_line_2,
        max(case when attribute = 'address' then value_3 end) as city,
        max(case when attribute = 'address' then value_4 end) as postcode
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
    golden.given_name,
    golden.middle_name,
    golden.family_name,
    golden.birth_on,
    golden.email,
    golden.phone,
    golden.address_line_1,
    golden.address_line_2,
    golden.city,
    golden.postcode,
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
