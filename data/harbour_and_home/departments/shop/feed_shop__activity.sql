-- One row per account: from when until when the department calls its customer active.
select
    {{ customer360.feed({
        'record_id': 'account_id',
        'active_from': 'cast(last_login_at as date)',
        'active_until': customer360.add_days('last_login_at', 90),
        'is_history_kept': 'false',
    }) }}
from {{ ref('stg_shop__accounts') }}
where last_login_at is not null
