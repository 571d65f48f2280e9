-- The numbers of `before`, but for one, which is as `after` has it where both know the line.
create or replace table conformed.lifecycle_policy as
select
    b.* replace (
        case when a.line_of_business is null then b.{number} else a.{number} end as {number}
    )
from before.lifecycle_policy as b
left join after.lifecycle_policy as a using (line_of_business)
