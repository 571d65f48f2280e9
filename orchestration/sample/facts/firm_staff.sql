-- One row per person whom a sales rep has entered as somebody of a firm.
with adults as (
    select
        person_id, block, row_number() over (partition by block order by person_id) as place,
        count(*) over (partition by block) as n,
    from crowd
    where age between 20 and 59
),

chosen as (
    select owner_id, block, owner_id as person_id from firms
    union
    select f.owner_id, f.block, a.person_id
    from firms f
    cross join unnest(['first colleague', 'second colleague']) t(which)
    join adults a on a.block = f.block and a.place = whole(f.owner_id, which, 1, a.n)
)

select
    c.person_id, c.owner_id, f.domain, f.phone, f.created_at,
from chosen c
join firms f using (owner_id)
-- Nobody works for two firms, and who has one for another.
qualify row_number() over (
    partition by c.person_id order by c.person_id <> c.owner_id, c.owner_id
) = 1
