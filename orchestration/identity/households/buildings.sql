-- One row per address text of a building: the spelling that stands for it.
create or replace table identity_work.buildings as
with best as (
    select s.text, s.building
    from identity_work.slips as s
    inner join identity_work.texts as t on s.building = t.text
    qualify row_number() over (
        partition by s.text order by
            t.street = '', t.house_number = '', t.people desc, t.sightings desc, s.building
    ) = 1
)
select b.text, coalesce(c.building, b.building) as building
from best as b
left join best as c on b.building = c.text
