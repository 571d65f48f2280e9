-- One row per household, customer and stay, with why and how surely.
create or replace table identity.household_memberships as
with stays as (
    select
        *,
        coalesce(
            lag(household_id) over stay <> household_id
            or lag(valid_to) over stay < valid_from,
            true
        ) as is_entry
    from identity_work.members
    window stay as (partition by customer_id order by valid_from, valid_to nulls last)
),
spells as (
    select
        *,
        sum(cast(is_entry as integer)) over (
            partition by customer_id order by valid_from, valid_to nulls last
            rows between unbounded preceding and current row
        ) as tenure
    from stays
),
members as (
    select
        household_id,
        customer_id,
        arg_max(came_by, valid_from) as came_by,
        arg_max(is_parted, valid_from) as is_parted,
        max(sightings) as sightings,
        min(valid_from) as valid_from,
        if(bool_or(valid_to is null), null, max(valid_to)) as valid_to
    from spells
    group by household_id, customer_id, tenure
)
select
    m.household_id,
    m.customer_id,
    case
        when s.people = 1 then 'nobody else is known to live there'
        when m.came_by <> 'address' then m.came_by
        when m.is_parted then 'same building without the flat, same surname or contact'
        when s.surnames = 1 then 'same home at the same time, same surname'
        else 'same home at the same time'
    end as reason,
    round(greatest(0.3, least(0.99,
        0.72 + 0.07 * least(m.sightings, 3)
        + if(s.surnames = 1, 0.06, 0)
        - if(m.is_parted, 0.25, 0)
        - if(m.came_by <> 'address', 0.2, 0)
    )), 2) as confidence,
    m.valid_from,
    m.valid_to
from members as m
inner join identity_work.shapes as s on m.household_id = s.household_id
where m.valid_to is null or m.valid_to > m.valid_from
order by m.household_id, m.customer_id, m.valid_from
