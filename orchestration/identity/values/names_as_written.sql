-- One row per name as written, in its columns.
select distinct
    coalesce(given_name, ''),
    coalesce(middle_name, ''),
    coalesce(family_name, ''),
    coalesce(full_name, '')
from identity_work.input
where coalesce(given_name, middle_name, family_name, full_name) is not null
order by all
