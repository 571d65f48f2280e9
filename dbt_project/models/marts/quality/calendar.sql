-- One row per day.
select day, {{ month_start('day') }} as month
from {{ ref('days') }}
