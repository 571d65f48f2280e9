-- One row per term of an insurance policy; a renewal is a term of its own.
with

policies as (
    select
        *,
        'insurance:' || policy_number as record_id,
        -- A cancellation that takes effect after the day has not happened yet.
        case when {{ until_as_of('cancelled_on') }} then cancelled_on end as known_cancelled_on
    from {{ ref('stg_insurance__policies') }}
    where {{ until_as_of('issued_at') }}
),

terms as (
    select
        *,
        coalesce(known_cancelled_on, ends_on) as last_covered_on,
        -- The last day of cover is covered, so a term of one day lasts 1 day.
        greatest({{ days_between('starts_on', 'coalesce(known_cancelled_on, ends_on)') }} + 1, 0)
        / nullif(cast({{ days_between('starts_on', 'ends_on') }} + 1 as double), 0) as share_covered
    from policies
),

renewals as (
    select
        renewal_of,
        policy_number,
        starts_on,
        row_number() over (partition by renewal_of order by starts_on, policy_number) as nth
    from terms
    where renewal_of is not null
),

decisions as (
    select distinct decisions.policy_number
    from {{ ref('stg_risk__decisions') }} as decisions
    inner join {{ ref('ending_decisions') }} as rules
        on decisions.decision = rules.decision
    where
        rules.line_of_business = 'insurance'
        and decisions.policy_number is not null
        and {{ until_as_of('decisions.decided_at') }}
),

policy as (
    select least_days_covered
    from {{ ref('lifecycle_policy') }}
    where line_of_business = 'insurance'
),

crosswalk as (
    select * from {{ ref('crosswalk') }}
),

related as (
    select
        terms.*,
        policy.least_days_covered,
        crosswalk.customer_id,
        renewals.policy_number as renewed_by,
        decisions.policy_number is not null as is_refused_by_risk,
        terms.last_covered_on < {{ as_of() }} as is_ended,
        terms.known_cancelled_on is null
        and coalesce(
            renewals.starts_on <= {{ add_days('terms.last_covered_on', 1) }}, false
        ) as is_renewed_without_gap
    from terms
    cross join policy
    left join crosswalk on terms.record_id = crosswalk.record_id
    left join renewals on terms.policy_number = renewals.renewal_of and renewals.nth = 1
    left join decisions on terms.policy_number = decisions.policy_number
)

select
    policy_number,
    record_id,
    customer_id,
    'insurance' as line_of_business,
    product,
    renewal_of,
    renewal_of is not null as is_renewal,
    renewed_by,
    issued_at,
    starts_on,
    ends_on,
    known_cancelled_on as cancelled_on,
    case when is_ended then last_covered_on end as ended_on,
    case
        when not is_ended or is_renewed_without_gap then null
        -- Whoever a word names that no rule knows, it may be us.
        when known_cancelled_on is not null and {{ word_key('cancelled_by') }} = 'customer'
            then 'customer'
        when known_cancelled_on is not null and cancelled_by is not null then 'company'
        when is_refused_by_risk then 'company'
        else 'customer'
    end as ended_by,
    starts_on <= {{ as_of() }} and not is_ended as is_in_force,
    starts_on <= {{ as_of() }}
    and {{ days_between('starts_on', 'last_covered_on') }} + 1 >= least_days_covered
        as is_qualifying,
    cast(annual_premium_gbp as decimal(18, 2)) as annual_premium_gbp,
    cast(expected_cost_gbp as decimal(18, 2)) as expected_cost_gbp,
    cast(annual_premium_gbp * share_covered as decimal(18, 2)) as revenue_gbp,
    -- No margin is claimed for a term whose cost is unknown.
    cast(
        coalesce((annual_premium_gbp - expected_cost_gbp) * share_covered, 0) as decimal(18, 2)
    ) as margin_gbp
from related
