-- One row per number that came, went or parted since the last run.
create or replace table identity_work.happened as
with moved as (
    select
        p.customer_id,
        n.customer_id as moved_to,
        count(*) as records,
        min(n.first_seen_at) as first_seen_at,
        min(n.record_id) as first_record
    from identity_work.borne as p
    inner join identity_work.numbered as n on p.record_id = n.record_id
    group by p.customer_id, n.customer_id
),
living as (
    select distinct customer_id from identity_work.numbered
),
merged as (
    select
        'merged' as event,
        m.customer_id,
        m.moved_to as replaced_by
    from moved as m
    anti join living as l on m.customer_id = l.customer_id
    qualify row_number() over (
        partition by m.customer_id
        order by m.records desc, m.first_seen_at nulls last, m.first_record
    ) = 1
),
parted as (
    select
        'split' as event,
        m.customer_id,
        m.moved_to as replaced_by
    from moved as m
    semi join living as l on m.customer_id = l.customer_id
    where m.moved_to <> m.customer_id
),
retired as (
    select distinct
        'retired' as event,
        p.customer_id,
        null as replaced_by
    from identity_work.previous as p
    anti join moved as m on p.customer_id = m.customer_id
    where p.is_current
),
-- A number that lives again after a merge was parted from another: it is not created.
created as (
    select
        'created' as event,
        l.customer_id,
        null as replaced_by
    from living as l
    anti join identity_work.previous as p on l.customer_id = p.customer_id and p.is_current
    anti join identity.redirects as r on l.customer_id = r.customer_id and r.event = 'merged'
)
select * from created
union all
select * from merged
union all
select * from parted
union all
select * from retired;

insert into identity.events (event_id, event, customer_id, replaced_by, occurred_on)
with dated as (
    select
        *,
        sha256(concat_ws('|', event, customer_id, coalesce(replaced_by, ''), $as_of)) as event_id
    from identity_work.happened
)
select
    d.event_id,
    d.event,
    d.customer_id,
    d.replaced_by,
    cast($as_of as date)
from dated as d
anti join identity.events as known on d.event_id = known.event_id
order by d.event, d.customer_id, d.replaced_by;

-- Numbers that had led to one which lives again lead there again.
update identity.redirects as r set replaced_by = back.replaced_by
from (
    select
        e.customer_id,
        e.replaced_by
    from identity.events as e
    semi join identity_work.happened as h on e.replaced_by = h.replaced_by and h.event = 'split'
    semi join identity.redirects as was on e.replaced_by = was.customer_id
    where e.event = 'merged'
    qualify row_number() over (
        partition by e.customer_id order by e.occurred_on desc, e.replaced_by
    ) = 1
) as back
where r.customer_id = back.customer_id and r.event = 'merged';

update identity.redirects as r set replaced_by = h.replaced_by
from identity_work.happened as h
where h.event = 'merged' and r.replaced_by = h.customer_id;

delete from identity.redirects
where customer_id in (
    select customer_id from identity_work.happened where event in ('merged', 'retired')
    union all
    select customer_id from identity_work.numbered
);

insert into identity.redirects
select
    customer_id,
    replaced_by,
    event,
    cast($as_of as date)
from identity_work.happened
where event in ('merged', 'retired')
order by customer_id;
