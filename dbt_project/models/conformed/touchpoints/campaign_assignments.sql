-- One row per campaign or action with a holdout and customer assigned to it.
with sends as (
    select * from {{ ref('feed_messages') }}
    where campaign_id is not null and {{ until_as_of('sent_at') }}
),

campaigns as (
    select * from {{ ref('campaigns') }}
    where holdout_share > 0
),

-- The log names customers by the numbers of its day.
logged as (
    select
        log.action, coalesce(redirects.replaced_by, log.customer_id) as customer_id,
        log.is_holdout, log.assigned_at
    from {{ ref('assignments') }} as log
    left join {{ ref('retired_numbers') }} as redirects
        on log.customer_id = redirects.customer_id
),

assigned as (
    select sends.campaign_id, owners.customer_id, sends.is_holdout, sends.sent_at as assigned_at
    from sends
    inner join {{ ref('record_owners') }} as owners
        on sends.record_id = owners.record_id
        and {{ is_owner_at('sends.sent_at') }}
    where owners.customer_id is not null
    union all
    select action, customer_id, is_holdout, assigned_at from logged
)

select
    assigned.campaign_id, assigned.customer_id, campaigns.line_of_business,
    campaigns.purpose = 'control' as is_control,
    cast(count(*) as integer) as assignments,
    cast(sum(case when assigned.is_holdout then 1 else 0 end) as integer) as held_out_assignments,
    min(assigned.assigned_at) as assigned_at,
    -- Kept twice, somebody can be sent what was also held back: in neither arm.
    case
        when min(case when assigned.is_holdout then 1 else 0 end) = 1 then 'held_out'
        when max(case when assigned.is_holdout then 1 else 0 end) = 0 then 'treated'
        else 'both'
    end as arm
from assigned
inner join campaigns on assigned.campaign_id = campaigns.campaign_id
group by
    assigned.campaign_id, assigned.customer_id, campaigns.line_of_business, campaigns.purpose
