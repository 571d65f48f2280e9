-- One row per opt-in or opt-out.
select
    a.preference_id, p.prospect_id, a.purpose, a.channel,
    case when a.is_allowed then 'Y' when not a.is_allowed then 'N' end as answer,
    a.recorded_at, a.source, a.recorded_at::date as _on,
from preferences a
join prospects p using (prospect_key)
