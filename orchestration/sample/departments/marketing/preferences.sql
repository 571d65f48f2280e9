-- One row per opt-in or opt-out.
select
    a.preference_id, p.prospect_id, a.purpose, a.channel, if(a.is_allowed, 'Y', 'N') as answer, a.recorded_at, a.source,
    a.wording, a.recorded_at::date as _on,
from preferences a
join prospects p using (prospect_key)
union all
select
    o.preference_id, p.prospect_id, o.purpose, o.channel, o.answer, o.recorded_at, o.source,
    null as wording,
    until_on() as _on,
from odd_answers o
join prospects p using (prospect_key)
