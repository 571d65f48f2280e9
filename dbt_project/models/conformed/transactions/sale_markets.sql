-- One row per order and per term of a contract: the brand, country and currency it was sold in.
select
    'order' as kind,
    order_number as sale_id,
    coalesce(nullif(trim(brand), ''), 'unknown') as brand,
    coalesce(nullif(upper(trim(country)), ''), 'unknown') as country,
    {{ known('charged_in') }} as currency
from {{ ref('feed_purchases') }}
union all
select
    'contract' as kind,
    contract_number as sale_id,
    coalesce(nullif(trim(brand), ''), 'unknown') as brand,
    coalesce(nullif(upper(trim(country)), ''), 'unknown') as country,
    {{ known('charged_in') }} as currency
from {{ ref('feed_contracts') }}
