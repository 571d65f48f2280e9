-- One row per parcel, of whoever bought what is in it.
select
    deliveries.consignment_id,
    {{ known('deliveries.customer_id') }} as customer_id,
    {{ known('customers.household_id') }} as household_id,
    deliveries.order_number,
    deliveries.dispatched_on,
    deliveries.promised_on,
    deliveries.carrier,
    deliveries.first_failure_reason,
    deliveries.is_on_time,
    deliveries.is_failed,
    deliveries.is_returned,
    cast(1 as integer) as deliveries,
    deliveries.failed_attempts,
    deliveries.stars
from {{ ref('deliveries') }} as deliveries
left join {{ ref('customers') }} as customers on deliveries.customer_id = customers.customer_id
