-- One row: a customer as the role sees them.
select * from seen.customers where customer_id = $customer_id
