-- One row per bought attribute of a person supplied by the day.
with

attributes as (
    select
        *
    from {{ ref('feed_attributes') }}
    where {{ until_as_of('supplied_on') }}
)

select
    attributes.attribute_id,
    attributes.record_id,
    owners.customer_id,
    attributes.attribute,
    attributes.value,
    attributes.partner,
    attributes.licence,
    attributes.purpose,
    attributes.supplied_on,
    attributes.expires_on,
    attributes.expires_on < {{ as_of() }} as is_expired
from attributes
left join {{ ref('record_owners') }} as owners
    on attributes.record_id = owners.record_id
    and {{ is_owner_at('attributes.supplied_on') }}
