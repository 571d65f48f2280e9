-- One row per sales opportunity of a contact.
select
    {{ customer360.clean('opportunity_id') }},
    {{ customer360.clean('contact_id') }},
    {{ customer360.clean('line_of_business') }},
    {{ customer360.clean('product') }},
    {{ customer360.clean('stage') }},
    amount_gbp,
    opened_on,
    closed_on,
    {{ customer360.clean('rep') }},
    modified_at
from {{ source('raw_crm', 'opportunities') }}
