-- One row per underwriting decision taken by the day.
with

decisions as (
    select
        *
    from {{ ref('feed_decisions') }}
    where {{ until_as_of('decided_at') }}
),

crosswalk as (
    select * from {{ ref('crosswalk') }}
)

select
    decisions.decision_id,
    decisions.record_id,
    crosswalk.customer_id,
    decisions.contract_number,
    decisions.line_of_business,
    decisions.decision,
    decisions.reason,
    decisions.decided_at,
    decisions.effective_on
from decisions
left join crosswalk on decisions.record_id = crosswalk.record_id
