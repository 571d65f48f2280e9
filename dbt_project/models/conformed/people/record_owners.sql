-- One row per source record and owner: whose it is what the record did, and from when until when.
-- A record that vanished stays with its last customer; one that was given to somebody else hands
-- nothing on.
with

spells as (
    select * from {{ ref('record_spells') }}
),

retired_numbers as (
    select * from {{ ref('retired_numbers') }}
),

living as (
    select distinct customer_id from spells
    where is_current
)

select
    spells.record_id,
    spells.department,
    spells.source_record_id,
    coalesce(living.customer_id, heirs.customer_id) as customer_id,
    spells.customer_id as last_customer_id,
    spells.owned_from,
    lead(spells.owned_from) over (
        partition by spells.record_id order by spells.owned_from
    ) as owned_until,
    spells.is_current
from spells
left join living on spells.customer_id = living.customer_id
left join retired_numbers on spells.customer_id = retired_numbers.customer_id
left join living as heirs on retired_numbers.replaced_by = heirs.customer_id
where spells.is_last_of_owner
