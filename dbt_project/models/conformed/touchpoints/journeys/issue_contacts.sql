-- One row per contact that a customer began, with the issue it is part of.
{% set repeat_seconds = journey_limit('repeat_contact') ~ ' * 86400' %}

with

contacts as (
    select
        interaction_id,
        customer_id,
        record_id,
        coalesce(customer_id, record_id, interaction_id) as person_key,
        topic,
        coalesce(topic, 'unknown:' || interaction_id) as topic_key,
        channel,
        department,
        team,
        case_id,
        order_number,
        contract_number,
        outcome,
        interaction_type,
        cost,
        occurred_at
    from {{ ref('interactions') }}
    where interaction_type in ('contact', 'complaint') and direction = 'inbound'
),

neighbours as (
    select
        *,
        lag(occurred_at) over same_topic as contact_before_at,
        lag(channel) over same_topic as channel_before,
        lag(team) over same_topic as team_before
    from contacts
    window same_topic as (
        partition by person_key, topic_key order by occurred_at, interaction_id
    )
),

-- A contact exactly as late as the limit still belongs to the issue.
starts as (
    select
        *,
        contact_before_at is not null
        and {{ seconds_between('contact_before_at', 'occurred_at') }} <= {{ repeat_seconds }}
            as is_repeat
    from neighbours
),

issues as (
    select
        *,
        {{ last_known(
            'case when not is_repeat then interaction_id end',
            'person_key, topic_key',
            'occurred_at, interaction_id',
        ) }} as issue_id
    from starts
)

select
    issue_id,
    interaction_id,
    customer_id,
    record_id,
    topic,
    channel,
    department,
    team,
    case_id,
    order_number,
    contract_number,
    outcome,
    interaction_type,
    cost,
    occurred_at,
    is_repeat,
    is_repeat and (
        coalesce(channel, '') <> coalesce(channel_before, '')
        or coalesce(team, '') <> coalesce(team_before, '')
    ) as is_retold,
    case when is_repeat then channel_before end as channel_before,
    case when is_repeat then team_before end as team_before,
    cast(row_number() over (
        partition by issue_id order by occurred_at, interaction_id
    ) as bigint) as contact_number,
    count(*) over (partition by issue_id) as contacts
from issues
