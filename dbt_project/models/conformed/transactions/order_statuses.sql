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

-- Also of a later day: whether something will be given back decides what the status means, not how
-- much. Shipping alone leaves the goods where they were.
returned as (
    select distinct order_number from {{ ref('feed_refunds') }}
    where shipping is null or shipping < refund
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
        case when own.status is not null then own.without_refund else shared.without_refund end
            as without_refund
    from orders
    left join rules as own
        on orders.line_of_business = own.line_of_business and orders.status_key = own.status
    left join rules as shared
        on shared.line_of_business = 'any' and orders.status_key = shared.status
),

judged as (
    select
        orders.*,
        orders.stands is not null as is_known,
        case
            when returned.order_number is null then coalesce(orders.without_refund, orders.stands)
            else orders.stands
        end as verdict
    from ruled as orders
    left join returned on orders.order_number = returned.order_number
)

select
    judged.order_number,
    judged.department,
    judged.line_of_business,
    judged.status,
    judged.status_key,
    judged.is_known,
    case
        when own_accounts.record_id is not null then 'own'
        when judged.verdict = 'false' then 'fell'
        when judged.verdict = 'true' and unconverted.order_number is null then 'stands'
        else 'held'
    end as standing
from judged
left join unconverted on judged.order_number = unconverted.order_number
left join {{ ref('own_accounts') }} as own_accounts on judged.record_id = own_accounts.record_id
