-- One row per term of a contract; a renewal is a term of its own.
with

policies as (
    select
        *,
        -- A cancellation that takes effect after the day has not happened yet.
        case when {{ until_as_of('cancelled_on') }} then cancelled_on end as known_cancelled_on
    from {{ ref('feed_contracts') }}
    where {{ until_as_of('issued_at') }}
),

measured as (
    select
        *,
        case
            when ends_on < cast('9999-12-31' as date) then coalesce(known_cancelled_on, ends_on)
            else least(coalesce(known_cancelled_on, {{ as_of() }}), {{ as_of() }})
        end as covered_until,
        case
            when ends_on < cast('9999-12-31' as date)
                then {{ days_between('starts_on', 'ends_on') }} + 1
            else 365
        end as term_days
    from policies
),

terms as (
    select
        *,
        coalesce(known_cancelled_on, ends_on) as last_covered_on,
        -- The last day of cover is covered, so a term of one day lasts 1 day. One without an end
        -- brings its annual amount a year, up to the day it was ended or told of.
        greatest({{ days_between('starts_on', 'covered_until') }} + 1, 0)
        / nullif(cast(term_days as double), 0) as share_covered
    from measured
),

renewals as (
    select
        renewal_of,
        contract_number,
        starts_on,
        row_number() over (partition by renewal_of order by starts_on, contract_number) as nth
    from terms
    where renewal_of is not null
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
        least_days_covered
    from {{ ref('lifecycle_policy') }}
),

crosswalk as (
    select * from {{ ref('crosswalk') }}
),

related as (
    select
        terms.*,
        policy.least_days_covered,
        crosswalk.customer_id,
        renewals.contract_number as renewed_by,
        decisions.contract_number is not null as is_refused_by_risk,
        terms.last_covered_on < {{ as_of() }} as is_ended,
        terms.known_cancelled_on is null
        and coalesce(
            renewals.starts_on <= {{ add_days('terms.last_covered_on', 1) }}, false
        ) as is_renewed_without_gap
    from terms
    left join policy on terms.line_of_business = policy.line_of_business
    left join crosswalk on terms.record_id = crosswalk.record_id
    left join renewals on terms.contract_number = renewals.renewal_of and renewals.nth = 1
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
    renewal_of is not null as is_renewal,
    renewed_by,
    issued_at,
    starts_on,
    ends_on,
    known_cancelled_on as cancelled_on,
    case when known_cancelled_on is not null then cancel_reason end as cancel_reason,
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
    and {{ days_between('starts_on', 'last_covered_on') }} + 1
    >= coalesce(least_days_covered, 1) as is_qualifying,
    cast(annual_amount as decimal(18, 2)) as annual_amount,
    cast(expected_cost as decimal(18, 2)) as expected_cost,
    {{ pennies('annual_amount * share_covered') }} as revenue,
    {{ pennies('(annual_amount - expected_cost) * share_covered') }} as margin
from related
