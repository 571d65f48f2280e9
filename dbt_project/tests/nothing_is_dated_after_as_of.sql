-- Purchases, lifecycle events and movements of the customer asset that lie in the future.
select 'purchase' as kind, purchase_id as id, purchased_on as on_date
from {{ ref('purchases') }}
where purchased_on > {{ as_of() }}
union all
select 'lifecycle event' as kind, lifecycle_event_id as id, on_date
from {{ ref('lifecycle_events') }}
where on_date > {{ as_of() }}
union all
select 'movement' as kind, movement_id as id, on_date
from {{ ref('asset_movements') }}
where on_date > {{ as_of() }}
