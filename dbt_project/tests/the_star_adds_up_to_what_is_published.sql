-- One row per total of the star that differs from the orders, contracts and customers behind it.
with

orders as (
    select sum(revenue) as revenue, sum(refund) as refund, count(*) as orders
    from {{ ref('orders') }}
    where {{ until_as_of('ordered_on') }}
),

lines as (
    select
        sum(revenue) as revenue,
        sum(refund) as refund,
        count(distinct order_number) as orders
    from {{ ref('fct_order_lines') }}
),

joined as (
    select sum(lines.revenue) as revenue
    from {{ ref('fct_order_lines') }} as lines
    inner join {{ ref('dim_customer') }} as customers
        on lines.customer_id = customers.customer_id
    inner join {{ ref('dim_household') }} as households
        on lines.household_id = households.household_id
    inner join {{ ref('dim_product') }} as products on lines.product_id = products.product_id
    inner join {{ ref('dim_channel') }} as channels on lines.channel = channels.channel
    inner join {{ ref('dim_date') }} as dates on lines.ordered_on = dates.day
)

select 'orders' as what
from orders
cross join lines
where orders.revenue <> lines.revenue
    or orders.refund <> lines.refund
    or orders.orders <> lines.orders
union all
select 'joined to every dimension'
from joined
cross join lines
where joined.revenue <> lines.revenue
union all
select 'contracts'
from (select sum(revenue) as revenue, count(*) as contracts from {{ ref('contracts') }}) as before
cross join (
    select sum(revenue) as revenue, sum(contracts) as contracts from {{ ref('fct_contracts') }}
) as after
where before.revenue <> after.revenue or before.contracts <> after.contracts
union all
select 'customers'
from (select count(*) as customers from {{ ref('customers') }}) as before
cross join (
    select count(*) as customers
    from {{ ref('dim_customer') }}
    where customer_id <> 'unknown'
) as after
where before.customers <> after.customers
