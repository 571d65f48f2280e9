-- One row per household and person in it, with the household's number of before.
create or replace table identity_work.members as
select s.*, p.is_parted, f.family_name, f.birth_on, r.household_id
from identity_work.spans as s
inner join identity_work.parts as p on s.n = p.n
inner join identity_work.households as h on p.part = h.part
inner join identity_work.roots as r on h.root = r.root
inner join identity_work.profiles as f on s.customer_id = f.customer_id;
create or replace table identity_work.shapes as
with standing as (
    select
        *,
        valid_to is null or not bool_or(valid_to is null) over (partition by household_id)
            as is_telling
    from identity_work.members
),
homes as (
    select household_id, building, flat
    from standing
    where is_telling
    group by household_id, building, flat
    qualify row_number() over (
        partition by household_id
        order by max(valid_from) desc, count(*) desc, building, flat
    ) = 1
)
select
    s.household_id,
    any_value(h.building) as building,
    any_value(h.flat) as flat,
    count(distinct s.customer_id) as people,
    count(distinct s.family_name) as surnames,
    date_diff('year', min(s.birth_on), max(s.birth_on)) as years_between
from standing as s
inner join homes as h on s.household_id = h.household_id
where s.is_telling
group by s.household_id
