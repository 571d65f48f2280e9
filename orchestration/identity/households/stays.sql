create or replace table identity_work.seen as
with newest as (
    select customer_id, max(last_on) as newest_on
    from identity_work.located
    group by customer_id
)
select
    l.customer_id,
    l.building,
    f.flat,
    f.is_block,
    l.building || '|' || coalesce(f.flat, '') as home,
    min(l.last_on) as first_on,
    max(l.last_on) as last_on,
    count(*) as sightings,
    sum(pow(2, -(n.newest_on - l.last_on) / {half_life_days}.0)) as votes
from identity_work.located as l
inner join identity_work.flats as f
    on l.customer_id = f.customer_id and l.building = f.building
inner join newest as n on l.customer_id = n.customer_id
group by l.customer_id, l.building, f.flat, f.is_block;
create or replace table identity_work.together as
select a.customer_id, b.home, count(distinct c.customer_id) as others
from identity_work.seen as a
inner join identity_work.seen as b
    on a.customer_id = b.customer_id and a.home <> b.home and a.last_on <= b.last_on
inner join identity_work.seen as c on a.home = c.home and a.customer_id <> c.customer_id
inner join identity_work.seen as d
    on c.customer_id = d.customer_id and b.home = d.home and c.last_on <= d.last_on
group by a.customer_id, b.home;
create or replace table identity_work.stays as
with ranked as (
    select
        s.*,
        row_number() over (
            partition by s.customer_id
            order by s.votes + {companion} * least(coalesce(t.others, 0), 2) desc,
                s.last_on desc, s.home
        ) = 1 as is_current
    from identity_work.seen as s
    left join identity_work.together as t
        on s.customer_id = t.customer_id and s.home = t.home
),
stepped as (
    select
        *,
        row_number() over (
            partition by customer_id order by is_current, last_on, first_on, home
        ) as step
    from ranked
),
dated as (
    select
        * exclude (votes),
        max(first_on) over (
            partition by customer_id order by step
            rows between unbounded preceding and current row
        ) as valid_from
    from stepped
)
select
    *,
    lead(valid_from) over (partition by customer_id order by step) as valid_to
from dated
