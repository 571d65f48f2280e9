-- One row: a journey of a customer whom the role sees.
select j.* exclude (build_id, built_at)
from published.marts.journeys as j
inner join seen.customers as c on j.customer_id = c.customer_id
where j.journey_id = $journey_id
