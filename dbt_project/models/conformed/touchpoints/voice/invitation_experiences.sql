-- One row per survey invitation, with what the invited person had lately met with, by driver.
{% set recent_seconds = journey_limit('recent_experience') ~ ' * 86400' %}

with

invitations as (
    select
        invitation_id,
        customer_id,
        invited_at,
        {{ add_seconds('invited_at', '-' ~ recent_seconds) }} as recent_from_at
    from {{ ref('survey_answers') }}
    where question = 'satisfied'
),

-- One event may be a step of two journeys; it is one experience.
experiences as (
    select distinct
        customer_id,
        driver,
        occurred_at,
        is_problem
    from {{ ref('journey_progress') }}
    where driver is not null
)

-- Lines that a loop writes confuse the linter.
-- noqa: disable=LT02
select
    invitations.invitation_id
    {%- for driver in var('drivers') %},
    cast(sum(
        case when experiences.driver = '{{ driver }}' and experiences.is_problem then 1 else 0 end
    ) as integer) as {{ driver }}_problems,
    cast(sum(
        case when experiences.driver = '{{ driver }}' then 1 else 0 end
    ) as integer) as {{ driver }}_experiences
    {%- endfor %}
-- noqa: enable=LT02
from invitations
left join experiences
    on invitations.customer_id = experiences.customer_id
    and experiences.occurred_at < invitations.invited_at
    and experiences.occurred_at >= invitations.recent_from_at
group by invitations.invitation_id
