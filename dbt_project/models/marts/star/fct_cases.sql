-- One row per case of the service desk.
select
    cases.case_id,
    {{ known('cases.customer_id') }} as customer_id,
    {{ known('customers.household_id') }} as household_id,
    cast(cases.opened_at as date) as opened_on,
    cases.line_of_business,
    cases.topic,
    cases.team,
    cases.resolution,
    cases.is_complaint,
    cases.is_open,
    cast(1 as integer) as cases,
    {{ hours_between('cases.opened_at', 'cases.closed_at') }} as hours_to_close
from {{ ref('cases') }} as cases
left join {{ ref('customers') }} as customers on cases.customer_id = customers.customer_id
