-- One row per record ever numbered: the number that it had last.
create or replace table identity_work.previous as
select
    record_id,
    customer_id,
    valid_from,
    owned_from,
    face,
    valid_to is null as is_current
from identity.crosswalk
qualify row_number() over (
    partition by record_id order by valid_to desc nulls first, valid_from desc
) = 1;
