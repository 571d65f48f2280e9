-- One row per customer, and per payer who is none.
with

unlisted as (
    select
        charges.payer,
        max(charges.email) as email,
        min(charges.paid_at) as first_paid_at,
        max(charges.paid_at) as last_paid_at
    from {{ ref('stg_stripe_airbyte__charges') }} as charges
    left join {{ ref('stg_stripe_airbyte__customers') }} as customers
        on charges.payer = customers.customer_id
    where customers.customer_id is null
    group by charges.payer
)

select
    {{ customer360.feed({
        'record_id': 'customer_id',
        'entity': "'customer'",
        'full_name': 'full_name',
        'email': 'email',
        'phone': 'phone',
        'first_seen_at': 'created_at',
    }) }}
from {{ ref('stg_stripe_airbyte__customers') }}
union all
select
    {{ customer360.feed({
        'record_id': 'payer',
        'entity': "'payer'",
        'email': 'email',
        'first_seen_at': 'first_paid_at',
        'last_seen_at': 'last_paid_at',
    }) }}
from unlisted
