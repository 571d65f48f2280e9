-- One row per qualifying purchase: an order, or the start of a contract.
with

orders as (
    select * from {{ ref('orders') }}
),

contracts as (
    select * from {{ ref('contracts') }}
),

ordered as (
    select
        order_number as purchase_id,
        'order' as kind,
        line_of_business,
        record_id,
        customer_id,
        ordered_on as purchased_on,
        revenue as amount,
        margin,
        cast(null as date) as covered_until,
        cast(null as string) as ended_by,
        false as is_renewal
    from orders
    where is_qualifying and {{ until_as_of('ordered_on') }}
),

contracted as (
    select
        contract_number as purchase_id,
        'contract' as kind,
        line_of_business,
        record_id,
        customer_id,
        starts_on as purchased_on,
        revenue as amount,
        margin,
        coalesce(cancelled_on, ends_on) as covered_until,
        ended_by,
        is_renewal
    from contracts
    where is_qualifying and {{ until_as_of('starts_on') }}
        and coalesce(record_id, '')
        not in (select own.record_id from {{ ref('own_accounts') }} as own)
)

select * from ordered
union all
select * from contracted
