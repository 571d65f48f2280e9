-- One row per instalment due by the day.
with

premiums as (
    select
        *,
        {{ until_as_of('paid_on') }} as is_paid
    from {{ ref('feed_contract_payments') }}
    where {{ until_as_of('due_on') }}
),

crosswalk as (
    select * from {{ ref('crosswalk') }}
)

select
    premiums.premium_id,
    premiums.policy_number,
    premiums.record_id,
    crosswalk.customer_id,
    premiums.due_on,
    case when premiums.is_paid then premiums.paid_on end as paid_on,
    cast(premiums.amount_gbp as decimal(18, 2)) as amount_gbp,
    -- A payment made after the day had not been made yet.
    case
        when premiums.status = 'paid' and premiums.paid_on is not null and not premiums.is_paid
            then 'due'
        else premiums.status
    end as status
from premiums
left join crosswalk on premiums.record_id = crosswalk.record_id
