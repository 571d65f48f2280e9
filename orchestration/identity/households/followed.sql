-- One row per person who moved along with the one they lived with, and to where.
create or replace table identity_work.followed as
with current as (
    select s.*, p.family_name
    from identity_work.stays as s
    inner join identity_work.profiles as p on s.customer_id = p.customer_id
    where s.valid_to is null
),
moved as (
    select
        o.customer_id as mover, o.home as old_home, o.family_name, c.home as new_home,
        c.building, c.flat, c.is_block, c.valid_from as moved_on
    from (
        select s.*, p.family_name
        from identity_work.stays as s
        inner join identity_work.profiles as p on s.customer_id = p.customer_id
        where s.valid_to is not null
    ) as o
    inner join current as c on o.customer_id = c.customer_id and o.valid_to = c.valid_from
    where c.sightings >= 2
),
stayed as (
    select
        c.customer_id, c.step + 1 as step, m.new_home, m.building, m.flat, m.is_block,
        m.moved_on,
        count(*) over (partition by c.home, m.new_home) as left_behind,
        row_number() over (
            partition by c.customer_id order by m.moved_on desc, m.mover
        ) as choice
    from current as c
    inner join moved as m on c.home = m.old_home and c.customer_id <> m.mover
    where c.valid_from < m.moved_on
        and c.last_on < m.moved_on
        and jaro_winkler_similarity(c.family_name, m.family_name) >= 0.92
)
select customer_id, step, new_home as home, building, flat, is_block, moved_on
from stayed
where choice = 1 and left_behind = 1
