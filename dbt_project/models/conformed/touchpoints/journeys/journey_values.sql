-- One row per order, policy term, claim or case a journey may be about, with what is at stake.
with

orders as (
    select
        order_number,
        margin_gbp
    from {{ ref('orders') }}
),

contracts as (
    select
        policy_number,
        margin_gbp
    from {{ ref('contracts') }}
)

select
    order_number as reference,
    margin_gbp as value_gbp
from orders
union all
select
    policy_number as reference,
    margin_gbp as value_gbp
from contracts
union all
select
    claim_id as reference,
    coalesce(paid_gbp, 0) + coalesce(reserve_gbp, 0) as value_gbp
from {{ ref('claims') }}
union all
select
    cases.case_id as reference,
    coalesce(orders.margin_gbp, contracts.margin_gbp) as value_gbp
from {{ ref('cases') }} as cases
left join orders
    on cases.order_number = orders.order_number
left join contracts
    on cases.policy_number = contracts.policy_number
