-- One row per term of a contract concluded by the day, with the share of it that was covered.
with

policies as (
    select
        contracts.*,
        standings.standing,
        -- A cancellation that takes effect after the day has not happened yet.
        case when {{ until_as_of('contracts.cancelled_on') }} then contracts.cancelled_on end
            as known_cancelled_on
    from {{ ref('feed_contracts') }} as contracts
    inner join {{ ref('contract_standings') }} as standings
        on contracts.contract_number = standings.contract_number
    where {{ until_as_of('contracts.issued_at') }}
),

covered as (
    select
        policies.*,
        coalesce(policies.known_cancelled_on, policies.ends_on) as last_covered_on,
        {{ share_covered('policies', as_of()) }} as share_covered
    from policies
)

select
    contract_number,
    record_id,
    line_of_business,
    product,
    renewal_of,
    standing,
    issued_at,
    starts_on,
    ends_on,
    known_cancelled_on,
    last_covered_on,
    cancelled_by,
    cancel_reason,
    paused_on,
    resumed_on,
    annual_amount,
    expected_cost,
    share_covered,
    {{ pennies('annual_amount * share_covered') }} as revenue,
    {{ pennies('(annual_amount - expected_cost) * share_covered') }} as margin
from covered
