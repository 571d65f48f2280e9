-- One row per member of a household and stay, those who live there now first.
select
    m.customer_id, c.display_name, c.given_name, c.family_name, m.role, m.reason, m.confidence,
    m.valid_from, m.valid_to, c.lifecycle_state, c.lines_of_business
from published.marts.household_members as m
inner join seen.customers as c on m.customer_id = c.customer_id
where m.household_id = $household_id
order by m.valid_to nulls first, m.valid_from, m.customer_id
limit 60
