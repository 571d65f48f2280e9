-- One row per person and state that a department wrote down: deceased, complained, unreachable.
select person_id, 'deceased' as state, null::varchar as channel from deaths
union all
select distinct person_id, if(kind = 'spamreport', 'complained', 'unreachable'), 'email'
from engagement
where kind in ('spamreport', 'hard_bounce')
