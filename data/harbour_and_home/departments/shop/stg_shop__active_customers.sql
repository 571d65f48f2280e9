-- One row per account: from when until when the department calls its customer active.
select
    'shop:' || account_id as record_id,
    'shop' as department,
    cast(last_login_at as date) as active_from,
    {{ customer360.add_days('last_login_at', 90) }} as active_until,
    false as is_history_kept
from {{ ref('stg_shop__accounts') }}
where last_login_at is not null
