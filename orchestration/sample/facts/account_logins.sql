-- One row per shop account, with its last log-in.
with logins as (
    select account_key, max(occurred_at) as last_at
    from web_events
    where event_type = 'login'
    group by account_key
)

select a.*, greatest(a.created_at, coalesce(l.last_at, a.created_at)) as last_login_at
from accounts a
left join logins l using (account_key)
