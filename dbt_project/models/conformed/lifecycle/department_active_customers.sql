-- One row per department, customer and time in which that department's own rule calls them active.
with

stated as (
    select * from {{ ref('feed_activity') }}
),

crosswalk as (
    select record_id, customer_id from {{ ref('crosswalk') }}
)

select distinct
    stated.department,
    crosswalk.customer_id,
    stated.active_from,
    stated.active_until,
    stated.is_history_kept
from stated
inner join crosswalk on stated.record_id = crosswalk.record_id
where {{ until_as_of('stated.active_from') }}
