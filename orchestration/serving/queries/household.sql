-- One row: a household as the role sees it.
select * from seen.households where household_id = $household_id
