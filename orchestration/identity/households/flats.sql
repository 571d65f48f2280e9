-- One row per customer and building with several flats: which flat is theirs.
create or replace table identity_work.blocks as
select building, min(flat) as flat, count(distinct flat) > 1 as is_block
from identity_work.located
group by building;
create or replace table identity_work.flats as
with own as (
    select customer_id, building, flat
    from identity_work.located
    where flat is not null
    group by customer_id, building, flat
    qualify row_number() over (
        partition by customer_id, building order by count(*) desc, max(last_on) desc, flat
    ) = 1
),
named as (
    select building, family_name, min(flat) as flat
    from identity_work.located
    where flat is not null
    group by building, family_name
    having count(distinct flat) = 1
)
select
    l.customer_id,
    l.building,
    b.is_block,
    coalesce(
        any_value(own.flat), if(b.is_block, min(named.flat), any_value(b.flat))
    ) as flat
from identity_work.located as l
inner join identity_work.blocks as b on l.building = b.building
left join own on l.customer_id = own.customer_id and l.building = own.building
left join named on l.building = named.building and l.family_name = named.family_name
group by l.customer_id, l.building, b.is_block
