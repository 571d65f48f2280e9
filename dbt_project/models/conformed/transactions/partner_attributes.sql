-- One row per bought attribute of a person supplied by the day.
with

attributes as (
    select
        *
    from {{ ref('feed_attributes') }}
    where {{ until_as_of('supplied_on') }}
),

crosswalk as (
    select * from {{ ref('crosswalk') }}
)

select
    attributes.attribute_id,
    attributes.record_id,
    crosswalk.customer_id,
    attributes.attribute,
    attributes.value,
    attributes.partner,
    attributes.licence,
    attributes.purpose,
    attributes.supplied_on,
    attributes.expires_on,
    attributes.expires_on < {{ as_of() }} as is_expired
from attributes
left join crosswalk on attributes.record_id = crosswalk.record_id
