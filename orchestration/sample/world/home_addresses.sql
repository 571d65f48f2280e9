-- One row per household and address, with its dates: households that move have two.
with homes as (
    select household_id, block, kind from households
    union all
    select d.to_household_id, n.block, 'single'
    from departures d join names n using (person_id)
    where d.to_household_id >= 100000000
),

moving as (
    select
        *,
        if(kind not in ('care_home', 'halls')
            and chance(household_id, 'moves', least(0.9, param('moves_per_year')
                * date_diff('day', start_on(), until_on()) / 365.25))
            and household_id < 100000000,
            (start_on() + days(20 + u(household_id, 'move day')
                * (date_diff('day', start_on(), until_on()) - 60)))::date, null) as moved_on,
    from homes
),

stays as (
    select household_id, block, kind, household_id * 2 as address_id,
        null::date as valid_from, moved_on as valid_to
    from moving
    union all
    select household_id, block, kind, household_id * 2 + 1, moved_on, null
    from moving
    where moved_on is not null
),

flats as (
    select
        *,
        kind not in ('care_home', 'halls') and chance(address_id, 'flat', case kind
            when 'single' then 0.34 when 'couple' then 0.2 when 'shared' then 0.25 else 0.07 end)
            as is_flat,
    from stays
),

-- Five or six flats of one block of households share a building.
built as (
    select
        *,
        if(is_flat,
            -(1 + block * 1000 + (row_number() over (partition by block, is_flat
                order by u(address_id, 'building'))) // 6), address_id) as building_id,
        if(is_flat, 1 + (row_number() over (partition by block, is_flat
            order by u(address_id, 'building'))) % 6
            + 6 * whole(block, 'first unit', 0, 1), null) as unit_number,
    from flats
)

select
    *,
    is_flat and chance(building_id, 'unit never written', param('flat_without_unit_share'))
        as hides_unit,
from built
