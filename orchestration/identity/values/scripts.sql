-- One row per record, names in Latin letters where their script is an alphabet.
create or replace table identity_work.input as
select
    i.* replace (
        coalesce(whole.latin, i.full_name) as full_name,
        coalesce(given.latin, i.given_name) as given_name,
        coalesce(middle.latin, i.middle_name) as middle_name,
        coalesce(family.latin, i.family_name) as family_name
    ),
    coalesce(family.script, given.script, whole.script) as script
from identity_work.input as i
left join script_names as whole on i.full_name = whole.raw and whole.is_whole
left join script_names as given on i.given_name = given.raw and not given.is_whole
left join script_names as middle on i.middle_name = middle.raw and not middle.is_whole
left join script_names as family on i.family_name = family.raw and not family.is_whole
