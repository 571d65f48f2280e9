-- One row: the customer who took the place of a retired number.
select replaced_by from published.marts.customer_redirects
where customer_id = $customer_id and replaced_by is not null
