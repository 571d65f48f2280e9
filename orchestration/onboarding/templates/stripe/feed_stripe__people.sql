-- One row per customer of Stripe, else per e-mail address, else per payment.
with

payments as (
    select
        *,
        min(paid_at) over (partition by payer) as first_paid_at,
        row_number() over (
            partition by payer order by paid_at desc, payment_id desc
        ) as newest_first
    from {{ ref('stg_stripe__payments') }}
)

select
    {{ customer360.feed({
        'record_id': 'payer',
        'entity': "'payer'",
        'email': 'email',
        'first_seen_at': 'first_paid_at',
        'last_seen_at': 'paid_at',
    }) }}
from payments
where newest_first = 1
