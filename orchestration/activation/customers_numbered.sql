-- One row per customer of that number, or who has taken the place of the one who had it.
select customer_id from published.marts.customer_360 where customer_id = $number
union
select replaced_by from published.marts.customer_redirects
where customer_id = $number and replaced_by is not null
