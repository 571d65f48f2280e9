-- One row per case, the contact centre's unit of work.
select
    {{ customer360.clean('case_id') }},
    {{ customer360.clean('customer_ref') }},
    {{ customer360.clean('topic') }},
    is_complaint,
    {{ customer360.clean('line_of_business') }},
    {{ customer360.clean('order_number') }},
    {{ customer360.clean('policy_number') }},
    opened_at,
    closed_at,
    {{ customer360.clean('status') }},
    {{ customer360.clean('resolution') }},
    {{ customer360.clean('team') }}
from {{ source('raw_service', 'cases') }}
