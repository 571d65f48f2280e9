-- One row per record to number.
create or replace table identity_work.assigned as
select
    r.record_id,
    r.department,
    substr(r.record_id, length(r.department) + 2) as source_record_id,
    cast(r.first_seen_at as timestamp) as first_seen_at,
    l.base,
    l.grp,
    'steward' as matched_by,
    cast(null as double) as match_weight,
    c.face
from {records} as r
inner join laid as l on r.record_id = l.record_id
left join identity.crosswalk as c on r.record_id = c.record_id and c.valid_to is null
