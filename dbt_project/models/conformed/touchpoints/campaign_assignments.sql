-- One row per campaign with a holdout and customer assigned to it.
with sends as (
    select * from {{ ref('stg_marketing__sends') }}
    where {{ until_as_of('sent_at') }}
),

campaigns as (
    select * from {{ ref('campaigns') }}
    where holdout_share > 0
),

crosswalk as (
    select * from {{ ref('crosswalk') }}
    where department = 'marketing'
)

select
    sends.campaign_id, crosswalk.customer_id, campaigns.line_of_business,
    cast(count(*) as integer) as assignments,
    cast(sum(case when sends.is_holdout then 1 else 0 end) as integer) as held_out_assignments,
    min(sends.sent_at) as assigned_at,
    -- Kept twice by marketing, somebody can be sent what was also held back: in neither arm.
    case
        when min(case when sends.is_holdout then 1 else 0 end) = 1 then 'held_out'
        when max(case when sends.is_holdout then 1 else 0 end) = 0 then 'treated'
        else 'both'
    end as arm
from sends
inner join campaigns on sends.campaign_id = campaigns.campaign_id
inner join crosswalk on sends.prospect_id = crosswalk.source_record_id
group by sends.campaign_id, crosswalk.customer_id, campaigns.line_of_business
