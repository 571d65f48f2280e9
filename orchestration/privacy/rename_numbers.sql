-- The crosswalk, events and redirects under the numbers that stand for erased people.
create or replace temp table renamed as
select distinct
    c.record_id,
    c.department || ':' || t.stands_as as new_record_id,
    t.stands_as as new_source_record_id
from identity.crosswalk as c
inner join tombstones as t
    on t.kind = 'id'
    and t.hash = keyed('id|' || c.department || '|' || upper(trim(c.source_record_id)));

create or replace temp table renumbered as
with known as (
    select customer_id from identity.crosswalk
    union
    select also_customer_id from identity.crosswalk
    union
    select customer_id from identity.numbers_apart
    union
    select customer_id from identity.events
    union
    select replaced_by from identity.events
    union
    select other_customer_id from identity.events
    union
    select customer_id from identity.redirects
    union
    select replaced_by from identity.redirects
)
select known.customer_id, t.stands_as as new_customer_id
from known
inner join tombstones as t
    on t.kind = 'customer' and t.hash = keyed('customer|' || known.customer_id);

-- What a record said of its person, even as hashes, goes with the person.
update identity.crosswalk set
    record_id = r.new_record_id, source_record_id = r.new_source_record_id, face = null
from renamed as r
where r.record_id = crosswalk.record_id;

update identity.crosswalk set customer_id = n.new_customer_id
from renumbered as n
where n.customer_id = crosswalk.customer_id;

update identity.crosswalk set also_customer_id = n.new_customer_id
from renumbered as n
where n.customer_id = crosswalk.also_customer_id;

update identity.numbers_apart set record_id = r.new_record_id
from renamed as r
where r.record_id = numbers_apart.record_id;

update identity.numbers_apart set customer_id = n.new_customer_id
from renumbered as n
where n.customer_id = numbers_apart.customer_id;

update identity.redirects set customer_id = n.new_customer_id
from renumbered as n
where n.customer_id = redirects.customer_id;

update identity.redirects set replaced_by = n.new_customer_id
from renumbered as n
where n.customer_id = redirects.replaced_by;

-- An event's number is a hash of the customers in it.
update identity.events set event_id = keyed('event|' || event_id)
from renumbered as n
where n.customer_id in (events.customer_id, events.replaced_by, events.other_customer_id);

update identity.events set customer_id = n.new_customer_id
from renumbered as n
where n.customer_id = events.customer_id;

update identity.events set replaced_by = n.new_customer_id
from renumbered as n
where n.customer_id = events.replaced_by;

update identity.events set other_customer_id = n.new_customer_id
from renumbered as n
where n.customer_id = events.other_customer_id;

insert into renamed (record_id) select customer_id from renumbered;
