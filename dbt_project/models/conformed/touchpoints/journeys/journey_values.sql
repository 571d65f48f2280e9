-- One row per order, policy term, claim or case a journey may be about, with what is at stake.
with

orders as (
    select
        order_number,
        margin
    from {{ ref('orders') }}
),

contracts as (
    select
        contract_number,
        margin
    from {{ ref('contracts') }}
)

select
    order_number as reference,
    margin as value_at_stake
from orders
union all
select
    contract_number as reference,
    margin as value_at_stake
from contracts
union all
select
    claim_id as reference,
    cast(coalesce(paid_amount, 0) + coalesce(reserve, 0) as decimal(18, 2)) as value_at_stake
from {{ ref('claims') }}
union all
select
    cases.case_id as reference,
    coalesce(orders.margin, contracts.margin) as value_at_stake
from {{ ref('cases') }} as cases
left join orders
    on cases.order_number = orders.order_number
left join contracts
    on cases.contract_number = contracts.contract_number
