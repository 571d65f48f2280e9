-- One row per member of a household and stay, those who live there now first.
select customer_id, role, reason, confidence, valid_from, valid_to
from published.marts.household_members
where household_id = $household_id
order by valid_to nulls first, valid_from, customer_id
limit 1000
