-- One row per record or number and the customers it belongs to; `gathered` begins empty.
create or replace temp table owners as
select department as namespace, upper(trim(source_record_id)) as value, customer_id
from identity.crosswalk
qualify row_number() over (
    partition by record_id order by valid_to desc nulls first, valid_from desc
) = 1;
create or replace temp table mine as
select distinct namespace, value, person from owners join persons using (customer_id);
create or replace temp table theirs as
select distinct namespace, value from owners anti join persons using (customer_id);
create or replace temp table belongings
    (tab varchar, rid bigint, person varchar, is_own boolean);
create or replace temp table gathered (kind varchar, value varchar, person varchar)
