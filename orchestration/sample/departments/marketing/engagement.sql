-- One row per reaction to a send.
select
    engagement_id, code('SE', send_key) as send_id, kind, occurred_at, occurred_at::date as _on,
from engagement
