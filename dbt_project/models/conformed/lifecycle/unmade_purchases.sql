-- One row per purchase that counted until a later day unmade it: an order given back whole, a
-- contract cancelled before it had covered long enough.
with

orders as (
    select * from {{ ref('orders') }}
    where not is_qualifying and standing = 'stands'
),

contracts as (
    select * from {{ ref('contracts') }}
    where not is_qualifying and standing = 'stands'
        and cancelled_on > starts_on
        and {{ until_as_of('starts_on') }}
),

policy as (
    select * from {{ ref('lifecycle_policy') }}
),

once_qualifying as (
    select order_number, max(known_until) as unmade_on
    from {{ ref('order_values') }}
    where is_qualifying and known_until is not null
    group by order_number
)

select
    orders.order_number as purchase_id,
    'order' as kind,
    orders.line_of_business,
    orders.record_id,
    orders.customer_id,
    orders.ordered_on as purchased_on,
    cast(null as date) as covered_until,
    cast(null as string) as ended_by,
    once_qualifying.unmade_on
from orders
inner join once_qualifying on orders.order_number = once_qualifying.order_number
union all
select
    contracts.contract_number as purchase_id,
    'contract' as kind,
    contracts.line_of_business,
    contracts.record_id,
    contracts.customer_id,
    contracts.starts_on as purchased_on,
    contracts.ends_on as covered_until,
    contracts.ended_by,
    contracts.cancelled_on as unmade_on
from contracts
inner join policy on contracts.line_of_business = policy.line_of_business
where {{ days_between('contracts.starts_on', 'contracts.ends_on') }} + 1
    >= coalesce(policy.least_days_covered, 1)
    and coalesce(contracts.record_id, '')
    not in (select own.record_id from {{ ref('own_accounts') }} as own)
