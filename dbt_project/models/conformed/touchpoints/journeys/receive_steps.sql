-- One row per journey to receive an order and step.
{{ config(materialized='view') }}

with

orders as (
    select
        order_number,
        customer_id,
        ordered_at
    from {{ ref('orders') }}
    where standing = 'stands' and coalesce(revenue, 0) >= 0
),

deliveries as (
    select
        consignment_id,
        order_number,
        promised_on,
        delivered_at
    from {{ ref('deliveries') }}
),

parcel_events as (
    select
        order_number,
        interaction_id,
        occurred_at,
        case interaction_type when 'delivered_late' then 'delivered' else interaction_type end
            as step,
        channel,
        department,
        team
    from {{ ref('interactions') }}
    where interaction_type in (
            'dispatched', 'out_for_delivery', 'delivery_failed', 'delivered', 'delivered_late',
            'returned_to_sender'
        )
),

contacts as (
    select
        order_number,
        interaction_id,
        occurred_at,
        'contact' as step,
        channel,
        department,
        team
    from {{ ref('interactions') }}
    where is_contact and direction = 'inbound' and order_number is not null
),

order_events as (
    select
        order_number,
        interaction_id,
        channel,
        department,
        team
    from {{ ref('interactions') }}
    where order_number is not null and interaction_type in ('order_placed', 'order_cancelled')
    qualify row_number() over (
            partition by order_number order by occurred_at, interaction_id
        ) = 1
),

-- Late from the first moment of the day after the promise, whether or not it came in the end; of a
-- parcel that was never scanned nobody knows.
late as (
    select
        order_number,
        cast(null as string) as interaction_id,
        cast({{ add_days('promised_on', 1) }} as timestamp) as occurred_at,
        'delivery_late' as step,
        cast(null as string) as channel,
        cast(null as string) as department,
        cast(null as string) as team
    from deliveries
    where {{ add_days('promised_on', 1) }} <= {{ as_of() }}
        and (delivered_at is null or cast(delivered_at as date) > promised_on)
        and order_number in (select parcel_events.order_number from parcel_events)
),

steps as (
    select * from parcel_events
    union all
    select * from contacts
    union all
    select * from late
    union all
    select
        orders.order_number, order_events.interaction_id,
        orders.ordered_at as occurred_at, 'order_placed' as step, order_events.channel,
        order_events.department, order_events.team
    from orders
    left join order_events
        on orders.order_number = order_events.order_number
)

select
    'receive:' || orders.order_number as journey_id,
    'receive' as goal,
    orders.order_number as reference,
    orders.customer_id,
    steps.step,
    steps.occurred_at,
    steps.interaction_id,
    steps.channel,
    steps.department,
    steps.team
from steps
inner join orders
    on steps.order_number = orders.order_number
