-- One row per customer, purpose and channel that must not be used now.
select
    customer_id, purpose, channel, {{ list_agg_distinct('reason') }} as reasons,
    -- A reason without an end outlasts the others.
    case
        when max(case when until_on is null then 1 else 0 end) = 0 then max(until_on)
    end as until_on
from {{ ref('suppression_reasons') }}
group by customer_id, purpose, channel
