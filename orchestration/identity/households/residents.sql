-- One row per customer and stay at an address: the later of two homes ends the earlier one.
create or replace table identity_work.residents as
with begun as (
    select
        customer_id, building, flat, is_block, home, sightings, valid_from, step,
        'address' as came_by
    from identity_work.stays
    union all
    select
        customer_id, building, flat, is_block, home, 0, moved_on, step,
        'moved with the partner'
    from identity_work.followed
),
-- A stay lasts until the next begins, so nobody is in two homes at once.
stayed as (
    select
        customer_id, building, flat, is_block, home, sightings, valid_from,
        lead(valid_from) over (partition by customer_id order by step) as valid_to, came_by
    from begun
),
homeless as (
    select p.*
    from identity_work.profiles as p
    anti join identity_work.stays as s on p.customer_id = s.customer_id
),
housed as (
    select
        s.*, p.family_name, p.phones, p.emails,
        split_part(s.building, '|', 1) as postcode
    from stayed as s
    inner join identity_work.profiles as p on s.customer_id = p.customer_id
    where s.valid_to is null
),
contacts as (
    select customer_id, 'e-mail' as kind, unnest(emails) as value from homeless
    union all
    select customer_id, 'phone', unnest(phones) from homeless
    union all
    select customer_id, 'surname', family_name || '|' || unnest(postcodes) from homeless
),
shown as (
    select home, building, flat, is_block, 'e-mail' as kind, unnest(emails) as value
    from housed
    union all
    select home, building, flat, is_block, 'phone', unnest(phones) from housed
    union all
    select home, building, flat, is_block, 'surname', family_name || '|' || postcode
    from housed
),
found as (
    select
        c.customer_id,
        c.kind,
        min(s.home) as home,
        min(s.building) as building,
        min(s.flat) as flat,
        bool_or(s.is_block) as is_block
    from contacts as c
    inner join shown as s on c.kind = s.kind and c.value = s.value
    group by c.customer_id, c.kind
    having count(distinct s.home) = 1
    qualify row_number() over (partition by c.customer_id order by c.kind) = 1
)
select * from stayed
union all
select
    f.customer_id, f.building, f.flat, f.is_block, f.home, 0,
    cast(coalesce(p.first_seen_at, timestamp '1970-01-01') as date), null, 'same ' || f.kind
    || if(f.kind = 'surname', ' at the postcode', ' as a resident')
from found as f
inner join identity_work.profiles as p on f.customer_id = p.customer_id
