-- One row per bought attribute of a customer; its value is gone the day after it expires.
with

attributes as (
    select
        *,
        row_number() over (
            partition by customer_id, attribute, purpose, is_expired
            order by supplied_on desc, attribute_id desc
        ) as newest_rank
    from {{ ref('partner_attributes') }}
    where customer_id is not null
)

select
    attribute_id as enrichment_id,
    customer_id,
    attribute,
    case when not is_expired then value end as value,
    partner,
    licence,
    purpose,
    supplied_on,
    expires_on,
    not is_expired as is_usable,
    not is_expired and newest_rank = 1 as is_current
from attributes
