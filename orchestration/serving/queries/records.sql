-- One row per record of two that belongs to a customer now.
select record_id, customer_id
from published.marts.customer_crosswalk
where record_id in ($record_a, $record_b) and valid_to is null
