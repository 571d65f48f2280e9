-- One row: a household as the role sees it, where the role sees a member of it.
select h.*
from seen.households as h
where h.household_id = $household_id
    and exists (
        select 1
        from published.marts.household_members as m
        inner join seen.customers as c on m.customer_id = c.customer_id
        where m.household_id = $household_id
    )
