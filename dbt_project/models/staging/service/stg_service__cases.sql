-- One row per case, the contact centre's unit of work.
select
    {{ clean('case_id') }},
    {{ clean('customer_ref') }},
    {{ clean('topic') }},
    is_complaint,
    {{ clean('line_of_business') }},
    {{ clean('order_number') }},
    {{ clean('policy_number') }},
    opened_at,
    closed_at,
    {{ clean('status') }},
    {{ clean('resolution') }},
    {{ clean('team') }}
from {{ source('raw_service', 'cases') }}
