-- One row per term of a contract concluded by the day, with the share of it that was covered.
with

issued as (
    select
        contracts.*,
        standings.standing,
        standings.effect,
        cast({{ seen_by_as_of('contracts.seen_at') }} as date) as seen_on
    from {{ ref('feed_contracts') }} as contracts
    inner join {{ ref('contract_standings') }} as standings
        on contracts.contract_number = standings.contract_number
    where {{ until_as_of('contracts.issued_at') }}
),

-- What its status says that no date does was so when a delivery first showed it.
policies as (
    select
        contract_number, record_id, line_of_business, product, renewal_of, standing, issued_at,
        starts_on, ends_on, cancelled_by, cancel_reason, annual_amount, expected_cost,
        effect = 'ends' and cancelled_on is null as is_ended_by_status,
        -- A cancellation that takes effect after the day has not happened yet.
        case
            when {{ until_as_of('cancelled_on') }} then cancelled_on
            when cancelled_on is null and effect = 'ends' and seen_on < ends_on then seen_on
        end as known_cancelled_on,
        case when effect = 'rests' then coalesce(paused_on, seen_on) else paused_on end
            as paused_on,
        case
            when effect = 'rests' and paused_on is null and resumed_on <= seen_on then null
            else resumed_on
        end as resumed_on
    from issued
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
    coalesce(is_ended_by_status, false) as is_ended_by_status,
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
