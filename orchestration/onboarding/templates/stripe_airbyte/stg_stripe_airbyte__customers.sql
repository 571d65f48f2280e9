-- One row per customer.
select
    {{ customer360.clean('customer_id') }},
    {{ customer360.clean('full_name') }},
    {{ customer360.clean('email') }},
    {{ customer360.clean('phone') }},
    created_at
from {{ source('raw_stripe_airbyte', 'customers') }}
