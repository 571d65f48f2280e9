-- One row per customer of a list of numbers, by name.
select
    customer_id, display_name, given_name, family_name, city, postcode, lifecycle_state,
    last_purchase_on, departments
from seen.customers
where customer_id in (select unnest($numbers::varchar[]))
order by coalesce(display_name, concat_ws(' ', given_name, family_name)), customer_id
limit $most
