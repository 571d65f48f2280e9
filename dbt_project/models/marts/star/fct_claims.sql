-- One row per claim under a contract.
select
    claims.claim_id,
    {{ known('claims.customer_id') }} as customer_id,
    {{ known('customers.household_id') }} as household_id,
    claims.contract_number,
    cast(claims.opened_at as date) as opened_on,
    claims.status,
    claims.handler_team,
    claims.status = 'open' as is_open,
    cast(1 as integer) as claims,
    claims.paid_amount,
    claims.reserve,
    {{ hours_between('claims.opened_at', 'claims.closed_at') }} as hours_to_close
from {{ ref('claims') }} as claims
left join {{ ref('customers') }} as customers on claims.customer_id = customers.customer_id
