-- One row per purchase that counts, or did until it was unmade.
select
    purchase_id,
    kind,
    line_of_business,
    record_id,
    customer_id,
    purchased_on,
    covered_until,
    ended_by,
    margin,
    cast(null as date) as unmade_on
from {{ ref('purchases') }}
union all
select
    purchase_id,
    kind,
    line_of_business,
    record_id,
    customer_id,
    purchased_on,
    covered_until,
    ended_by,
    cast(null as decimal(18, 2)) as margin,
    unmade_on
from {{ ref('unmade_purchases') }}
