create or replace table identity_work.hubs as
select v.field, v.value, k.reason, k.people
from ({values}) as v
inner join (
    select unnest($hashes::varchar[]) as hash, unnest($reasons::varchar[]) as reason,
        unnest($people::bigint[]) as people
) as k on k.hash = keyed('hub|' || v.field || '|' || sha256(v.value))
