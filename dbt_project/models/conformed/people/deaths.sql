-- One row per customer who is known to have died, with the first day it is known from.
select customer_id, min(cast(valid_from as date)) as died_on
from {{ ref('person_states') }}
where state = 'deceased' and is_current
group by customer_id
