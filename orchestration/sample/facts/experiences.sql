-- One row per experience of a driver: when, and how good (positive) or bad (negative) it felt.
select person_id, 'delivery' as driver, coalesce(delivered_at, first_try_at) as felt_at,
    case when fails then -1.9 when is_slow then -1.3 else 0.15 end as effect
from consignments
union all
select person_id, 'stock', ordered_at, if(is_cancelled, -1.8, 0.1) from orders
union all
select person_id, 'website', occurred_at, case event_type when 'self_service_failed' then -1.5
    else 0.1 end
from web_events where event_type in ('self_service_failed', 'purchase')
union all
select person_id, 'call_centre', started_at, case when n > 0 then -1.2 when not is_resolved
    then -0.9 else 0.2 end
from contacts where direction = 'inbound'
union all
select person_id, 'claims', would_close_at,
    case when result = 'rejected' then -1.7 when handling_days > 30 then -1.5 else 0.4 end
from claims
