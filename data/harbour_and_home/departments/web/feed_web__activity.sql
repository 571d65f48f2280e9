-- One row per day of a logged-in account: how long web calls its holder active from then.
select distinct
    {{ customer360.feed({
        'record_id': 'account_id',
        'active_from': 'cast(occurred_at as date)',
        'active_until': customer360.add_days('occurred_at', 30),
        'is_history_kept': 'true',
    }, record_of='shop') }}
from {{ ref('stg_web__events') }}
where account_id is not null
