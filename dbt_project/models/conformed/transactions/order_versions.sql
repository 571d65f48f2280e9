-- One row per order and day from which the books knew it as it then was: the day it was placed, and
-- every later day on which something was given back.
with

placed as (
    select order_number, cast(ordered_at as date) as ordered_on
    from {{ ref('feed_purchases') }}
    where {{ until_as_of('ordered_at') }}
),

days as (
    select order_number, ordered_on as known_from
    from placed
    union distinct
    select
        placed.order_number,
        greatest(cast(refunds.refunded_at as date), placed.ordered_on) as known_from
    from {{ ref('feed_refunds') }} as refunds
    inner join placed on refunds.order_number = placed.order_number
    where {{ until_as_of('refunds.refunded_at') }}
)

select
    order_number,
    known_from,
    lead(known_from) over (partition by order_number order by known_from) as known_until,
    lead(known_from) over (partition by order_number order by known_from) is null as is_latest
from days
