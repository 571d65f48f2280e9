-- One row per given name that several records have.
select lower(given_name)
from identity_work.input
where given_name is not null
group by 1
having count(*) > 1
