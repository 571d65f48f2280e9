-- One row per visit to a website or an app, of customers and of nobody known.
select
    visits.session_id,
    {{ known('visits.customer_id') }} as customer_id,
    {{ known('customers.household_id') }} as household_id,
    cast(visits.started_at as date) as started_on,
    visits.entry_source,
    visits.campaign_id,
    case
        when visits.has_purchase then 'purchase'
        when visits.has_checkout then 'checkout'
        when visits.has_cart then 'cart'
        else 'view'
    end as furthest_step,
    visits.outcome,
    visits.customer_id is null as is_anonymous,
    visits.has_problem as is_problem,
    cast(1 as integer) as visits,
    visits.events as pages
from {{ ref('sessions') }} as visits
left join {{ ref('customers') }} as customers on visits.customer_id = customers.customer_id
