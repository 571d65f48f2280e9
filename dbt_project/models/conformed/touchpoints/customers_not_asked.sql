-- One row per notice by which the company ends a customer, person it concerns and stay in a home.
with

endings as (
    select * from {{ ref('company_endings') }}
),

-- Whoever lives in one hall or works at one address shares no home.
residents as (
    select
        members.household_id,
        members.customer_id,
        coalesce(cast(members.valid_from as date), cast('1900-01-01' as date)) as valid_from,
        coalesce(cast(members.valid_to as date), cast('9999-12-31' as date)) as valid_to
    from {{ ref('household_members') }} as members
    left join {{ ref('households') }} as households
        on members.household_id = households.household_id
    where coalesce(households.household_type, '') not in ('group_quarters', 'business')
),

concerned as (
    select
        endings.ending_id,
        endings.customer_id,
        'being_cancelled' as reason,
        endings.given_at as since,
        endings.effective_on,
        endings.until_on
    from endings
    union all
    -- While both live there.
    select
        endings.ending_id,
        others.customer_id,
        'household_being_cancelled',
        greatest(
            endings.given_at,
            cast(theirs.valid_from as timestamp),
            cast(others.valid_from as timestamp)
        ),
        endings.effective_on,
        least(endings.until_on, theirs.valid_to, others.valid_to)
    from endings
    inner join residents as theirs on endings.customer_id = theirs.customer_id
    inner join residents as others
        on theirs.household_id = others.household_id
        and theirs.customer_id <> others.customer_id
)

select
    ending_id,
    customer_id,
    reason,
    since,
    effective_on,
    until_on,
    {{ until_as_of('since') }} and until_on > {{ as_of() }} as is_standing
from concerned
where cast(since as date) < until_on
