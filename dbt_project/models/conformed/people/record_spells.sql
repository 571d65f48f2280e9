-- One row per source record and spell in which it counted as one customer's; today's is open. A
-- record given to somebody else begins anew (`owned_from`): what came before is the last owner's.
with

spells as (
    select
        record_id,
        department,
        source_record_id,
        customer_id,
        valid_from,
        valid_to,
        coalesce(owned_from, cast('1900-01-01' as date)) as owned_from
    from {{ source('identity', 'crosswalk') }}
)

select
    *,
    row_number() over (
        partition by record_id, owned_from
        order by
            case when valid_to is null then 0 else 1 end,
            valid_to desc,
            valid_from desc
    ) = 1 as is_last_of_owner,
    valid_to is null as is_current
from spells
