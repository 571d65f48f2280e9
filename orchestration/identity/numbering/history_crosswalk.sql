-- One row per record whose customer is another than the crosswalk says.
create or replace table identity_work.changed as
select c.record_id
from identity.crosswalk as c
left join identity_work.numbered as n on c.record_id = n.record_id
where c.valid_to is null and c.customer_id is distinct from n.customer_id;

delete from identity.crosswalk
where valid_to is null and valid_from >= cast($as_of as date)
    and record_id in (select record_id from identity_work.changed);

update identity.crosswalk set valid_to = cast($as_of as date)
where valid_to is null and record_id in (select record_id from identity_work.changed);

-- What ended today and holds again today never ended.
update identity.crosswalk as c set valid_to = null
from identity_work.numbered as n
where c.record_id = n.record_id and c.customer_id = n.customer_id
    and c.valid_to = cast($as_of as date)
    and c.record_id not in (select record_id from identity.crosswalk where valid_to is null);

update identity.crosswalk as c
set matched_by = n.matched_by, match_weight = n.match_weight, face = n.face
from identity_work.numbered as n
where c.valid_to is null and c.record_id = n.record_id and (
    c.matched_by is distinct from n.matched_by
    or c.match_weight is distinct from n.match_weight
    or c.face is distinct from n.face
);

insert into identity.crosswalk (
    record_id, department, source_record_id, customer_id, matched_by, match_weight, valid_from,
    valid_to, owned_from, face
)
select
    n.record_id,
    n.department,
    n.source_record_id,
    n.customer_id,
    n.matched_by,
    n.match_weight,
    cast($as_of as date),
    null,
    case
        when g.record_id is null then p.owned_from
        else coalesce(g.given_on, cast($as_of as date))
    end,
    n.face
from identity_work.numbered as n
left join identity_work.previous as p on n.record_id = p.record_id
left join identity_work.given_away as g on n.record_id = g.record_id
anti join identity.crosswalk as c on n.record_id = c.record_id and c.valid_to is null
order by n.record_id;
