select customer_id, 'customer number' as how from identity.crosswalk
where valid_to is null and upper(customer_id) = upper($said)
union
select replaced_by, 'customer number of before' from identity.redirects
where replaced_by is not null and upper(customer_id) = upper($said)
