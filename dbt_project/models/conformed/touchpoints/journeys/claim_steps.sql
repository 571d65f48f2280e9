-- One row per journey to claim and step.
{{ config(materialized='view') }}
{% set slow_seconds = journey_limit('claim_slow') ~ ' * 86400' %}

with

visits as (
    select * from {{ ref('claim_visits') }}
),

claims as (
    select * from {{ ref('claims') }}
),

claim_events as (
    select
        claim_id,
        customer_id,
        interaction_type as step,
        occurred_at,
        interaction_id,
        channel,
        department,
        team
    from {{ ref('interactions') }}
    where claim_id is not null
),

slow as (
    select
        claims.claim_id,
        claims.customer_id,
        claims.closed_at,
        {{ add_seconds('claims.opened_at', slow_seconds) }} as slow_at
    from claims
),

contacts as (
    select
        claims.claim_id,
        contacts.customer_id,
        contacts.interaction_id,
        contacts.occurred_at,
        contacts.channel,
        contacts.department,
        contacts.team
    from {{ ref('issue_contacts') }} as contacts
    inner join claims
        on contacts.contract_number = claims.contract_number
        and contacts.occurred_at >= claims.opened_at
        and contacts.occurred_at
        <= coalesce(claims.closed_at, cast('9999-12-31' as timestamp))
    where contacts.topic = 'claim'
),

steps as (
    select
        coalesce(claim_id, next_abandoned_id) as journey_key, claim_id as reference, customer_id,
        interaction_type as step, occurred_at, interaction_id, channel, department, team
    from visits
    where claim_id is not null or next_abandoned_id is not null
    union all
    select
        interaction_id as journey_key, cast(null as string) as reference, customer_id,
        'gave_up' as step, occurred_at, interaction_id, channel, department, team
    from visits
    where interaction_type = 'claim_abandoned' and claim_id is null
    union all
    select
        claim_id as journey_key, claim_id as reference, customer_id, step, occurred_at,
        interaction_id, channel, department, team
    from claim_events
    union all
    select
        claim_id as journey_key, claim_id as reference, customer_id, 'claim_slow' as step,
        slow_at as occurred_at, cast(null as string) as interaction_id,
        cast(null as string) as channel, cast(null as string) as department,
        cast(null as string) as team
    from slow
    where (closed_at is null or closed_at > slow_at) and {{ until_as_of('slow_at') }}
    union all
    select
        claim_id as journey_key, claim_id as reference, customer_id, 'contact' as step,
        occurred_at, interaction_id, channel, department, team
    from contacts
)

select
    'claim:' || journey_key as journey_id,
    'claim' as goal,
    reference,
    customer_id,
    step,
    occurred_at,
    interaction_id,
    channel,
    department,
    team
from steps
