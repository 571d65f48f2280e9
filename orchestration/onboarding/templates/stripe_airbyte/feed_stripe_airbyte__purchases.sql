-- One row per charge; one in another currency than the company's, or not captured, is held.
with

charges as (
    select
        *,
        case
            when status = 'completed' and not coalesce(is_captured, true) then 'pending'
            when status = 'completed' and refunded >= amount then 'refunded'
            else status
        end as standing_status
    from {{ ref('stg_stripe_airbyte__charges') }}
)

select
    {{ customer360.feed({
        'order_number': 'charge_id',
        'record_id': 'payer',
        'ordered_at': 'paid_at',
        'status': customer360.status_in_currency('standing_status', 'currency', 'USD'),
        'total_amount': 'amount',
    }) }}
from charges
