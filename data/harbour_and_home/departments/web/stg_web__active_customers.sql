-- One row per day of a logged-in account: how long web calls its holder active from then.
select distinct
    'shop:' || account_id as record_id,
    'web' as department,
    cast(occurred_at as date) as active_from,
    {{ customer360.add_days('occurred_at', 30) }} as active_until,
    true as is_history_kept
from {{ ref('stg_web__events') }}
where account_id is not null
