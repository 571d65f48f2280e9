select distinct full_name
from identity_work.input
where given_name is null and family_name is null and full_name is not null
    and not regexp_matches(full_name, '{plain_name}')
order by full_name
