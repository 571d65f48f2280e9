-- One row: a journey; of a customer, where it is known whose it is, which is found at once.
select * exclude (build_id, built_at)
from published.marts.journeys
where journey_id = $journey_id and ($customer_id = '' or customer_id = $customer_id)
