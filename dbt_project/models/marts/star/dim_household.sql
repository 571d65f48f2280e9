-- One row per household, and one for people without any.
select household_id, household_type, members
from {{ ref('households') }}
union all
select 'unknown', 'unknown', cast(null as integer)
