-- One row per contract term.
select
    contracts.contract_number,
    {{ known('contracts.customer_id') }} as customer_id,
    {{ known('customers.household_id') }} as household_id,
    'contract:' || contracts.line_of_business || ':' || coalesce(contracts.product, 'unknown')
        as product_id,
    contracts.line_of_business,
    {{ known('markets.brand') }} as brand,
    {{ known('markets.country') }} as country,
    {{ known('markets.currency') }} as currency,
    contracts.starts_on,
    contracts.ends_on,
    contracts.ended_on,
    contracts.is_renewal,
    contracts.is_in_force,
    contracts.is_qualifying,
    contracts.ended_by,
    cast(1 as integer) as contracts,
    contracts.annual_amount,
    contracts.revenue,
    contracts.margin
from {{ ref('contracts') }} as contracts
left join {{ ref('customers') }} as customers on contracts.customer_id = customers.customer_id
left join {{ ref('sale_markets') }} as markets
    on markets.kind = 'contract' and contracts.contract_number = markets.sale_id
