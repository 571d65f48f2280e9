-- One row per order of the shop, with whether its status lets it stand as a purchase.
with

orders as (
    select
        order_number,
        status,
        {{ word_key('status') }} as status_key
    from {{ ref('stg_shop__orders') }}
),

-- Also of a later day: whether lines will come back decides what the status means, not how much.
returned as (
    select distinct order_number from {{ ref('stg_shop__returns') }}
),

rules as (
    select * from {{ policy('purchase_statuses') }} as policy
    where line_of_business = 'retail'
)

select
    orders.order_number,
    orders.status,
    orders.status_key,
    rules.status is not null as is_known,
    case
        when rules.status is null or rules.stands = 'held' then 'held'
        when rules.stands = 'true' and (not rules.needs_returns or returned.order_number is not null)
            then 'stands'
        else 'fell'
    end as standing
from orders
left join rules on orders.status_key = rules.status
left join returned on orders.order_number = returned.order_number
