-- One row per customer with that e-mail or phone.
select distinct customer_id from published.marts.contact_points
where kind = $kind and value = $value
