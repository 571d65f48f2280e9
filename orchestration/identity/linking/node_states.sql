create or replace table identity_work.states as
select
    node,
    hash(*columns(* exclude ({apart}))) as own,
    hash(refs) as refs,
    hash(single_sources) as sources
from identity_work.payloads
