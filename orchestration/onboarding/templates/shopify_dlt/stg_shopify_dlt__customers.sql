-- One row per customer.
select
    {{ customer360.clean('customers.customer_id', 'customer_id') }},
    {{ customer360.clean('customers.given_name', 'given_name') }},
    {{ customer360.clean('customers.family_name', 'family_name') }},
    {{ customer360.clean('customers.email', 'email') }},
    {{ customer360.clean('customers.phone', 'phone') }},
    {{ customer360.clean('customers.address_line_1', 'address_line_1') }},
    {{ customer360.clean('customers.address_line_2', 'address_line_2') }},
    {{ customer360.clean('customers.city', 'city') }},
    {{ customer360.clean('customers.postcode', 'postcode') }},
    {{ customer360.clean('customers.email_answer', 'email_answer') }},
    customers.email_answered_at,
    answers.seen_at as answer_seen_at,
    customers.created_at,
    customers.updated_at
from {{ source('raw_shopify_dlt', 'customers') }} as customers
left join {{ customer360.first_seen('customers', 'email_answer') }} as answers
    on customers.customer_id = answers.record_key
