-- One row per instalment due by the day.
with

payments as (
    select
        *,
        {{ until_as_of('paid_on') }} as is_paid
    from {{ ref('feed_contract_payments') }}
    where {{ until_as_of('due_on') }}
)

select
    payments.payment_id,
    payments.contract_number,
    payments.record_id,
    owners.customer_id,
    payments.due_on,
    case when payments.is_paid then payments.paid_on end as paid_on,
    cast(payments.amount as decimal(18, 2)) as amount,
    -- A payment made after the day had not been made yet.
    case
        when payments.status = 'paid' and payments.paid_on is not null and not payments.is_paid
            then 'due'
        else payments.status
    end as status
from payments
left join {{ ref('record_owners') }} as owners
    on payments.record_id = owners.record_id
    and {{ is_owner_at('payments.due_on') }}
