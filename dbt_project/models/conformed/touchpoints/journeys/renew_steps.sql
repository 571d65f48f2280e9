-- One row per journey to renew a policy term and step.
{{ config(materialized='view') }}
{% set notice_days = journey_limit('renewal_notice') %}
{% set grace_days = journey_limit('renewal_grace') %}

with

terms as (
    select
        contracts.contract_number,
        contracts.customer_id,
        {{ add_days('contracts.ends_on', '-' ~ notice_days) }} as due_on,
        {{ add_days('contracts.ends_on', grace_days ~ ' + 1') }} as lapsed_on
    from {{ ref('contracts') }} as contracts
    where contracts.cancelled_on is null
        and {{ add_days('contracts.ends_on', '-' ~ notice_days) }} <= {{ as_of() }}
),

renewals as (
    select
        renewal_of as contract_number,
        min(issued_at) as issued_at,
        min(contract_number) as renewed_by
    from {{ ref('contracts') }}
    where renewal_of is not null
    group by renewal_of
),

policy_events as (
    select
        contract_number,
        interaction_id,
        channel,
        department,
        team
    from {{ ref('interactions') }}
    where contract_number is not null and interaction_type = 'policy_renewed'
    qualify row_number() over (
            partition by contract_number order by occurred_at, interaction_id
        ) = 1
),

refusals as (
    select
        contract_number,
        min(decided_at) as decided_at
    from {{ ref('decisions') }}
    where decision = 'non_renew' and contract_number is not null
    group by contract_number
),

-- Messages about the renewal and contacts about the policy while it was due.
touches as (
    select
        terms.contract_number,
        interactions.interaction_id,
        interactions.occurred_at,
        case when interactions.is_contact then 'contact' else 'renewal_message' end as step,
        interactions.channel,
        interactions.department,
        interactions.team
    from terms
    inner join {{ ref('interactions') }} as interactions
        on terms.customer_id = interactions.customer_id
        and cast(interactions.occurred_at as date) between terms.due_on and terms.lapsed_on
    where interactions.interaction_type = 'renewal_message'
        or (
            interactions.is_contact and interactions.topic = 'policy'
            and interactions.contract_number = terms.contract_number
        )
),

steps as (
    select
        contract_number, cast(due_on as timestamp) as occurred_at,
        cast(null as string) as interaction_id, 'renewal_due' as step,
        cast(null as string) as channel, cast(null as string) as department,
        cast(null as string) as team
    from terms
    union all
    select contract_number, occurred_at, interaction_id, step, channel, department, team
    from touches
    union all
    select
        renewals.contract_number, renewals.issued_at as occurred_at, policy_events.interaction_id,
        'policy_renewed' as step, policy_events.channel, policy_events.department,
        policy_events.team
    from renewals
    left join policy_events
        on renewals.renewed_by = policy_events.contract_number
    union all
    select
        contract_number, decided_at as occurred_at, cast(null as string) as interaction_id,
        'non_renewed' as step, cast(null as string) as channel,
        cast(null as string) as department, cast(null as string) as team
    from refusals
    union all
    select
        terms.contract_number, cast(terms.lapsed_on as timestamp) as occurred_at,
        cast(null as string) as interaction_id, 'lapsed' as step,
        cast(null as string) as channel, cast(null as string) as department,
        cast(null as string) as team
    from terms
    left join renewals
        on terms.contract_number = renewals.contract_number
    left join refusals
        on terms.contract_number = refusals.contract_number
    where renewals.contract_number is null and refusals.contract_number is null
        and terms.lapsed_on <= {{ as_of() }}
)

select
    'renew:' || terms.contract_number as journey_id,
    'renew' as goal,
    terms.contract_number as reference,
    terms.customer_id,
    steps.step,
    steps.occurred_at,
    steps.interaction_id,
    steps.channel,
    steps.department,
    steps.team
from steps
inner join terms
    on steps.contract_number = terms.contract_number
