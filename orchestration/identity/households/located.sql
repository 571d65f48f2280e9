-- One row per sighting, with the building that its text tells of.
create or replace table identity_work.located as
select s.*, b.building
from identity_work.sightings as s
inner join identity_work.buildings as b on s.text = b.text
where not s.is_box;
create or replace table identity_work.boxed as
with holders as (
    select s.text, h.building, list(distinct h.family_name) as names
    from identity_work.sightings as s
    inner join identity_work.located as h on s.customer_id = h.customer_id
    where s.is_box
    group by s.text, h.building
),
without_home as (
    select s.*
    from identity_work.sightings as s
    anti join identity_work.located as h on s.customer_id = h.customer_id
)
select
    s.*,
    coalesce(list_contains(h.names, s.family_name), false) as is_kin,
    h.building,
    count(h.building) over (partition by s.record_id) as buildings
from without_home as s
left join holders as h on s.text = h.text;
insert into identity_work.located
select * exclude (is_kin, building, buildings), if(
    is_kin or buildings = 1, coalesce(building, text), text
)
from identity_work.boxed
qualify row_number() over (
    partition by record_id order by is_kin desc, building
) = 1
