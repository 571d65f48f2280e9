-- One row per term of a contract; a renewal is a term of its own.
with

terms as (
    select * from {{ ref('contract_terms') }}
),

successions as (
    select * from {{ ref('contract_successions') }}
),

decisions as (
    select distinct
        decisions.contract_number,
        rules.line_of_business
    from {{ ref('feed_decisions') }} as decisions
    inner join {{ ref('ending_decisions') }} as rules
        on decisions.decision = rules.decision
    where
        decisions.contract_number is not null
        and {{ until_as_of('decisions.decided_at') }}
),

policy as (
    select
        line_of_business,
        least_days_covered,
        grace_days
    from {{ ref('lifecycle_policy') }}
),

related as (
    select
        terms.*,
        policy.least_days_covered,
        owners.customer_id,
        successions.successor as renewed_by,
        predecessors.gap_days <= coalesce(policy.grace_days, 0) as continues_without_loss,
        decisions.contract_number is not null as is_refused_by_risk,
        terms.last_covered_on < {{ as_of() }}
        or coalesce(terms.is_ended_by_status, false) as is_ended,
        coalesce(
            successions.gap_days = 0
            and (terms.known_cancelled_on is null or successions.is_rewritten), false
        ) as is_renewed_without_gap
    from terms
    left join policy on terms.line_of_business = policy.line_of_business
    left join {{ ref('record_owners') }} as owners
        on terms.record_id = owners.record_id
        and {{ is_owner_at('terms.issued_at') }}
    left join successions on terms.contract_number = successions.contract_number
    left join successions as predecessors on terms.contract_number = predecessors.successor
    left join decisions
        on terms.contract_number = decisions.contract_number
        and terms.line_of_business = decisions.line_of_business
)

select
    contract_number,
    record_id,
    customer_id,
    line_of_business,
    product,
    renewal_of,
    coalesce(continues_without_loss, false) as is_renewal,
    renewed_by,
    standing,
    issued_at,
    starts_on,
    ends_on,
    known_cancelled_on as cancelled_on,
    case when known_cancelled_on is not null then cancel_reason end as cancel_reason,
    case when is_ended and standing = 'stands' then last_covered_on end as ended_on,
    case
        when not is_ended or is_renewed_without_gap or standing <> 'stands' then null
        -- Whoever a word names that no rule knows, it may be us.
        when known_cancelled_on is not null and {{ word_key('cancelled_by') }} = 'customer'
            then 'customer'
        when known_cancelled_on is not null and cancelled_by is not null then 'company'
        when is_refused_by_risk then 'company'
        else 'customer'
    end as ended_by,
    standing = 'stands' and starts_on <= {{ as_of() }} and not is_ended as is_in_force,
    standing = 'stands'
    and coalesce(paused_on <= {{ as_of() }}, false)
    and coalesce(resumed_on > {{ as_of() }}, true) as is_paused,
    standing = 'stands'
    and starts_on <= {{ as_of() }}
    and {{ days_between('starts_on', 'last_covered_on') }} + 1
    >= coalesce(least_days_covered, 1) as is_qualifying,
    cast(annual_amount as decimal(18, 2)) as annual_amount,
    cast(expected_cost as decimal(18, 2)) as expected_cost,
    revenue,
    margin
from related
