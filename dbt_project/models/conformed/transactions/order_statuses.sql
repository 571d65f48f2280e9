-- One row per order with whether its status lets it stand as a purchase.
with

orders as (
    select
        order_number,
        record_id,
        department,
        line_of_business,
        status,
        {{ word_key('status') }} as status_key
    from {{ ref('feed_purchases') }}
),

-- Also of a later day: whether lines will come back decides what the status means, not how much.
returned as (
    select distinct order_number from {{ ref('feed_refunds') }}
),

rules as (
    select * from {{ policy('purchase_statuses') }} as policy
),

-- Money in a currency without a rate: nobody can say what such an order is worth.
unconverted as (
    {% for feed in ['purchases', 'purchase_lines', 'refunds'] -%}
    select order_number from {{ ref('feed_' ~ feed) }}
    where currency is not null
    {% if not loop.last %}union
    {% endif -%}
    {% endfor %}
),

-- A rule for the order's own line of business goes before one for any.
ruled as (
    select
        orders.*,
        coalesce(own.stands, shared.stands) as stands,
        coalesce(own.needs_returns, shared.needs_returns) as needs_returns
    from orders
    left join rules as own
        on orders.line_of_business = own.line_of_business and orders.status_key = own.status
    left join rules as shared
        on shared.line_of_business = 'any' and orders.status_key = shared.status
)

select
    orders.order_number,
    orders.department,
    orders.line_of_business,
    orders.status,
    orders.status_key,
    orders.stands is not null as is_known,
    case
        when own_accounts.record_id is not null then 'own'
        when orders.stands is null or orders.stands = 'held' then 'held'
        when unconverted.order_number is not null and orders.stands = 'true' then 'held'
        when orders.stands = 'true'
            and (not orders.needs_returns or returned.order_number is not null) then 'stands'
        else 'fell'
    end as standing
from ruled as orders
left join returned on orders.order_number = returned.order_number
left join unconverted on orders.order_number = unconverted.order_number
left join {{ ref('own_accounts') }} as own_accounts on orders.record_id = own_accounts.record_id
