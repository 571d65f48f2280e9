create or replace temp table privacy_hits (
    row bigint, named varchar, kind varchar, person varchar, is_shared boolean,
    erased_on date, stands_as varchar, is_own boolean
)
