-- One row per source record of a customer, by department.
select record_id, department, matched_by, match_weight, valid_from, count(*) over () as found
from published.marts.customer_crosswalk
where customer_id = $customer_id and valid_to is null
order by department, record_id
limit $most
