-- One row per customer of a list of numbers whom the role sees, as lists show them.
select
    customer_id, display_name, given_name, family_name, city, postcode, lifecycle_state,
    lines_of_business, departments, last_purchase_on, margin_12m, risk_reasons
from seen.customers
where customer_id in $numbers
