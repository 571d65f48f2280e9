-- One row per record that is still whose it was: what is somebody else's today inherits nothing.
create or replace table identity_work.borne as
select p.*
from identity_work.previous as p
anti join identity_work.given_away as g on p.record_id = g.record_id;

-- One row per record ever numbered: the number that it would have had without stewards.
create or replace table identity_work.base_before as
select
    p.record_id,
    coalesce(a.customer_id, p.customer_id) as customer_id
from identity_work.borne as p
left join identity.numbers_apart as a on p.record_id = a.record_id;

create or replace table identity_work.base_groups as
select record_id, base as grp, first_seen_at from identity_work.assigned;

-- A customer without records is gone, not replaced, and returns under the old number; but not for
-- somebody else who has its record.
create or replace table identity_work.taken as
(
    select customer_id from identity.events
    except
    select customer_id from identity.redirects where event = 'retired'
)
union
select c.customer_id
from identity.crosswalk as c
inner join identity_work.given_away as g on c.record_id = g.record_id;
