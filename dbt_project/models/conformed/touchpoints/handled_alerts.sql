-- One row per alert that somebody has seen to by the day: whoever said so first.
select alert_id, handled_by, handled_at
from {{ source('landing', 'handled_alerts') }}
where {{ until_as_of('handled_at') }}
qualify row_number() over (partition by alert_id order by handled_at, handled_by) = 1
