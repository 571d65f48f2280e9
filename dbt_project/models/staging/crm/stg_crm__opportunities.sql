-- One row per sales opportunity of a contact.
select
    {{ clean('opportunity_id') }},
    {{ clean('contact_id') }},
    {{ clean('line_of_business') }},
    {{ clean('product') }},
    {{ clean('stage') }},
    amount_gbp,
    opened_on,
    closed_on,
    {{ clean('rep') }},
    modified_at
from {{ source('raw_crm', 'opportunities') }}
