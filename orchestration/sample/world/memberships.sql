-- One row per person and household: from when to when (null: still there), and in which role.
with first_homes as (
    select
        n.person_id, n.household_id, n.role, greatest(n.birth_on, (start_on() - to_years(3))::date)
            as valid_from,
        d.left_on as valid_to
    from names n
    left join departures d using (person_id)
),

second_homes as (
    select
        d.person_id, d.to_household_id as household_id,
        case d.reason
            when 'marriage' then 'partner'
            when 'student' then if(h.kind = 'halls', 'resident', 'housemate')
            else 'head'
        end as role,
        d.left_on as valid_from, null::date as valid_to
    from departures d
    left join households h on h.household_id = d.to_household_id
)

select * from first_homes
union all
select * from second_homes
