-- One row per policy term: from when until when the department calls its customer active.
select
    'insurance:' || policy_number as record_id,
    'insurance' as department,
    starts_on as active_from,
    coalesce(cancelled_on, ends_on) as active_until,
    true as is_history_kept
from {{ ref('stg_insurance__policies') }}
