-- One row per journey to claim and step.
with

events as (
    select
        interaction_id,
        customer_id,
        claim_id,
        policy_number,
        interaction_type,
        occurred_at
    from {{ ref('interactions') }}
    where customer_id is not null and interaction_type in (
        'claim_started', 'claim_abandoned', 'claim_opened', 'claim_settled', 'claim_rejected',
        'claim_withdrawn'
    )
),

limits as (
    select
        {{ journey_limit('claim_start_before_opening') }} * 86400 as start_seconds,
        {{ journey_limit('claim_slow') }} as slow_days
),

-- The next claim the customer opened, and the last claim page before that was given up.
ordered as (
    select
        *,
        first_value(case when interaction_type = 'claim_opened' then claim_id end ignore nulls)
            over following as next_claim_id,
        first_value(case when interaction_type = 'claim_opened' then occurred_at end ignore nulls)
            over following as next_opened_at,
        first_value(
            case when interaction_type = 'claim_abandoned' then interaction_id end ignore nulls
        ) over following as next_abandoned_id
    from events
    where interaction_type in ('claim_started', 'claim_abandoned', 'claim_opened')
    window following as (
        partition by customer_id
        order by occurred_at, interaction_id
        rows between current row and unbounded following
    )
),

web as (
    select
        ordered.customer_id,
        ordered.interaction_id,
        ordered.occurred_at,
        ordered.interaction_type,
        case
            when {{ seconds_between('ordered.occurred_at', 'ordered.next_opened_at') }}
                <= limits.start_seconds then ordered.next_claim_id
        end as claim_id,
        ordered.next_abandoned_id
    from ordered
    cross join limits
    where ordered.interaction_type <> 'claim_opened'
),

slow as (
    select
        claims.claim_id,
        claims.customer_id,
        cast({{ add_days('claims.opened_at', 'limits.slow_days') }} as timestamp)
            + (claims.opened_at - cast(cast(claims.opened_at as date) as timestamp)) as slow_at,
        claims.closed_at
    from {{ ref('claims') }} as claims
    cross join limits
),

contacts as (
    select
        claims.claim_id,
        contacts.customer_id,
        contacts.interaction_id,
        contacts.occurred_at
    from {{ ref('issue_contacts') }} as contacts
    inner join {{ ref('claims') }} as claims
        on contacts.policy_number = claims.policy_number
        and contacts.occurred_at >= claims.opened_at
        and (claims.closed_at is null or contacts.occurred_at <= claims.closed_at)
    where contacts.topic = 'claim'
),

steps as (
    select
        coalesce(claim_id, next_abandoned_id) as journey_key, claim_id as reference, customer_id,
        interaction_type as step, occurred_at, interaction_id
    from web
    where claim_id is not null or next_abandoned_id is not null
    union all
    select
        interaction_id as journey_key, cast(null as string) as reference, customer_id,
        'gave_up' as step, occurred_at, interaction_id
    from web
    where interaction_type = 'claim_abandoned' and claim_id is null
    union all
    select
        claim_id as journey_key, claim_id as reference, customer_id,
        interaction_type as step, occurred_at, interaction_id
    from events
    where claim_id is not null
    union all
    select
        claim_id as journey_key, claim_id as reference, customer_id,
        'claim_slow' as step, slow_at as occurred_at, cast(null as string) as interaction_id
    from slow
    where (closed_at is null or closed_at > slow_at) and {{ until_as_of('slow_at') }}
    union all
    select
        claim_id as journey_key, claim_id as reference, customer_id,
        'contact' as step, occurred_at, interaction_id
    from contacts
)

select
    'claim:' || journey_key as journey_id,
    'claim' as goal,
    reference,
    customer_id,
    step,
    occurred_at,
    interaction_id
from steps
