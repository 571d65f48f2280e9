-- One row per underwriting decision taken by the day.
with

decisions as (
    select
        *
    from {{ ref('feed_decisions') }}
    where {{ until_as_of('decided_at') }}
)

select
    decisions.decision_id,
    decisions.record_id,
    owners.customer_id,
    decisions.contract_number,
    decisions.line_of_business,
    decisions.decision,
    decisions.reason,
    decisions.decided_at,
    decisions.effective_on
from decisions
left join {{ ref('record_owners') }} as owners
    on decisions.record_id = owners.record_id
    and {{ is_owner_at('decisions.decided_at') }}
