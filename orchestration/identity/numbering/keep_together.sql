update identity_work.assigned set
    base = e.grp,
    grp = e.grp,
    matched_by = if(e.records > 1, 'identical', 'alone'),
    match_weight = null
from (
    select
        a.record_id,
        {erased} - dense_rank() over (order by p.person) as grp,
        count(*) over (partition by p.person) as records
    from identity_work.assigned as a
    inner join landing.erased_people as p on a.source_record_id = p.source_record_id
) as e
where assigned.record_id = e.record_id
