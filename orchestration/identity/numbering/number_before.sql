-- One row per record that is still the same person's: the number it would have without stewards.
create or replace table identity_work.base_before as
select
    p.record_id,
    coalesce(a.customer_id, p.customer_id) as customer_id
from identity_work.previous as p
left join identity.numbers_apart as a on p.record_id = a.record_id
anti join identity_work.given_away as g on p.record_id = g.record_id;

create or replace table identity_work.base_groups as
select record_id, base as grp, first_seen_at from identity_work.assigned;

-- A customer without records is gone, not replaced, and returns under the old number.
create or replace table identity_work.taken as
(
    select customer_id from identity.events
    except
    select customer_id from identity.redirects where event = 'retired'
)
union
-- Nobody inherits the number of whoever had the record before.
select c.customer_id
from identity.crosswalk as c
semi join identity_work.given_away as g on c.record_id = g.record_id;
