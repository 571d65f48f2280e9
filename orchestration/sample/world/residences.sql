-- One row per person, household, address and household type: where everybody lived, and when.
with members_at as (
    select
        m.person_id, m.household_id, m.role,
        greatest(m.valid_from, coalesce(a.valid_from, date '1900-01-01')) as valid_from,
        least(m.valid_to, a.valid_to) as valid_to,
        a.address_id, a.building_id, a.unit_number, a.hides_unit, a.kind,
    from memberships m
    join home_addresses a using (household_id)
    where (m.valid_to is null or a.valid_from is null or a.valid_from < m.valid_to)
        and (a.valid_to is null or m.valid_from < a.valid_to)
),

changes as (
    select household_id, valid_from as changed_on from members_at
    union
    select household_id, valid_to from members_at where valid_to is not null
),

pieces as (
    select
        household_id, changed_on as piece_from,
        lead(changed_on) over (partition by household_id order by changed_on) as piece_to,
    from changes
),

cut as (
    select
        m.* exclude (valid_from, valid_to), p.piece_from as valid_from, p.piece_to as valid_to,
    from members_at m
    join pieces p
        on p.household_id = m.household_id and p.piece_from >= m.valid_from
        and (m.valid_to is null or p.piece_from < m.valid_to)
),

typed as (
    select
        *,
        case
            when kind in ('care_home', 'halls') then 'group_quarters'
            when kind = 'shared' then 'shared'
            when count(*) over piece = 1 then 'single'
            when count(*) filter (role in ('child', 'grandparent')) over piece > 0 then 'family'
            else 'couple'
        end as household_type,
    from cut
    window piece as (partition by household_id, valid_from)
),

-- A change elsewhere in the household that leaves address and type alone is no new row.
islands as (
    select
        *,
        sum(is_new) over (partition by person_id, household_id order by valid_from) as island,
    from (
        select
            *,
            if(lag((address_id, household_type)) over (partition by person_id, household_id
                order by valid_from) = (address_id, household_type), 0, 1) as is_new,
        from typed
    )
)

select
    person_id, household_id, address_id, building_id, household_type,
    any_value(unit_number) as unit_number, any_value(hides_unit) as hides_unit,
    any_value(role) as role,
    min(valid_from) as valid_from,
    if(count(*) > count(valid_to), null, max(valid_to)) as valid_to,
from islands
group by person_id, household_id, address_id, building_id, household_type, island
