-- One row per marketing touchpoint of a customer: a visit, an e-mail opened, another message sent
-- by a department that runs campaigns.
{% set look_back_seconds = journey_limit('attribution_look_back') ~ ' * 86400' %}

with

interactions as (
    select
        interaction_id,
        customer_id,
        occurred_at,
        interaction_type,
        channel,
        campaign_id,
        direction
    from {{ ref('interactions') }}
    where customer_id is not null
        and department in (
            select campaigns.department from {{ ref('feed_campaigns') }} as campaigns
        )
),

-- An e-mail counts once it was opened, its click as the visit that followed; paper, texts and
-- calls leave no trace of being read and count when sent.
messages as (
    select
        interaction_id as touchpoint_id,
        customer_id,
        occurred_at,
        channel,
        campaign_id
    from interactions
    where (channel = 'email' and interaction_type = 'message_opened')
        or (channel <> 'email' and direction = 'outbound')
),

visits as (
    select
        session_id as touchpoint_id,
        customer_id,
        started_at as occurred_at,
        coalesce(entry_source, 'direct') as channel,
        campaign_id
    from {{ ref('sessions') }}
    where customer_id is not null
),

touches as (
    select touchpoint_id, customer_id, occurred_at, channel, campaign_id from messages
    union all
    select touchpoint_id, customer_id, occurred_at, channel, campaign_id from visits
),

neighbours as (
    select
        *,
        lag(occurred_at) over (
            partition by customer_id order by occurred_at, touchpoint_id
        ) as touch_before_at
    from touches
),

-- A path ends where the customer was silent for longer than the look-back.
starts as (
    select
        *,
        case
            when touch_before_at is null
                or {{ seconds_between('touch_before_at', 'occurred_at') }}
                > {{ look_back_seconds }} then touchpoint_id
        end as started_by
    from neighbours
)

select
    touchpoint_id,
    customer_id,
    occurred_at,
    channel,
    campaign_id,
    {{ last_known('started_by', 'customer_id', 'occurred_at, touchpoint_id') }} as path_id
from starts
