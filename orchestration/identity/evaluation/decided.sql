-- One row per record: the customer and the household it was given.
create or replace table foreign_file.decided as
with lives as (
    select customer_id, household_id
    from identity.household_memberships
    qualify row_number() over (
        partition by customer_id order by valid_to desc nulls first, household_id
    ) = 1
),
written as (
    select l.record_id, min(m.household_id) as household_id
    from identity_work.located as l
    inner join identity_work.flats as f
        on l.customer_id = f.customer_id and l.building = f.building
    inner join identity_work.members as m
        on l.customer_id = m.customer_id
        and m.home = l.building || '|' || coalesce(f.flat, '')
    group by l.record_id
)
select c.record_id, c.customer_id, coalesce(w.household_id, h.household_id) as household_id
from identity.crosswalk as c
left join written as w on c.record_id = w.record_id
left join lives as h on c.customer_id = h.customer_id
where c.valid_to is null
