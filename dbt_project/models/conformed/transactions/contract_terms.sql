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

-- Days within the cover on which the term rests: from `paused_on` to the day before `resumed_on`.
rested as (
    select
        *,
        case
            when paused_on is null or paused_on > covered_until then 0
            else greatest({{ days_between(
                'greatest(paused_on, starts_on)',
                'least(coalesce(resumed_on, ' ~ add_days('covered_until', 1) ~ '), '
                ~ add_days('covered_until', 1) ~ ')'
            ) }}, 0)
        end as days_paused,
        {{ days_between('starts_on', 'covered_until') }} + 1 as days_covered
    from measured
),

-- The last day of cover is covered, so a term of one day lasts 1 day. One without an end brings its
-- annual amount a year, up to the day it was ended or told of; none brings anything while it rests.
covered as (
    select
        *,
        coalesce(known_cancelled_on, ends_on) as last_covered_on,
        case
            when standing <> 'stands' then 0
            else greatest(days_covered - days_paused, 0) / nullif(cast(term_days as double), 0)
        end as share_covered
    from rested
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
