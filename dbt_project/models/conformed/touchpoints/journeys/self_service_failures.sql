-- One row per failed self-service on a topic, with the issue of the contact that followed, if any.
{% set seconds = journey_limit('self_service_before_contact') ~ ' * 3600' %}
{% set in_time = 'occurred_at, interaction_id' %}

with

failures as (
    select
        interaction_id,
        customer_id,
        topic,
        occurred_at,
        channel,
        department,
        team
    from {{ ref('interactions') }}
    where interaction_type = 'self_service_failed' and customer_id is not null
),

contacts as (
    select
        interaction_id,
        customer_id,
        topic,
        occurred_at,
        issue_id,
        contact_number
    from {{ ref('issue_contacts') }}
    where customer_id is not null
),

moments as (
    select
        interaction_id,
        customer_id,
        topic,
        occurred_at,
        channel,
        department,
        team,
        cast(null as string) as issue_id,
        cast(null as bigint) as contact_number,
        cast(null as timestamp) as contact_at
    from failures
    union all
    select
        interaction_id,
        customer_id,
        topic,
        occurred_at,
        cast(null as string) as channel,
        cast(null as string) as department,
        cast(null as string) as team,
        issue_id,
        contact_number,
        occurred_at as contact_at
    from contacts
),

followed as (
    select
        *,
        {{ next_known('issue_id', 'customer_id, topic', in_time) }} as next_issue_id,
        {{ next_known('contact_number', 'customer_id, topic', in_time) }} as next_contact_number,
        {{ next_known('contact_at', 'customer_id, topic', in_time) }} as next_contact_at,
        lag(case when issue_id is null then occurred_at end) over (
            partition by customer_id, topic order by occurred_at, interaction_id
        ) as failure_before_at
    from moments
)

select
    followed.interaction_id,
    followed.customer_id,
    followed.topic,
    followed.occurred_at,
    followed.channel,
    followed.department,
    followed.team,
    case when {{ seconds_between('next_contact_at', 'occurred_at') }} >= -{{ seconds }}
            then next_issue_id
    end as next_issue_id,
    case when {{ seconds_between('next_contact_at', 'occurred_at') }} >= -{{ seconds }}
            then next_contact_number
    end as next_contact_number,
    coalesce(
        {{ seconds_between('failure_before_at', 'occurred_at') }} <= {{ seconds }}, false
    ) as is_same_attempt
from followed
where followed.issue_id is null
