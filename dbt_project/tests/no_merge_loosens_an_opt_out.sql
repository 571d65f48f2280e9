-- Fails with every source record that stands at a denial while its customer does not.
-- A denial stands until the same record, later, permits: nothing another record says lifts it.
-- Read from staging, so that the models between are under test.
with

answers as (
    select
        'marketing:' || prospect_id as record_id, purpose, channel,
        lower(answer) in ('true', 't', 'yes', 'y', '1', '1.0', 'on') as is_allowed, recorded_at
    from {{ ref('stg_marketing__preferences') }}
    union all
    select
        'marketing:' || sends.prospect_id, 'marketing', sends.channel, false,
        engagement.occurred_at
    from {{ ref('stg_marketing__engagement') }} as engagement
    inner join {{ ref('stg_marketing__sends') }} as sends on engagement.send_id = sends.send_id
    where engagement.kind = 'unsubscribe'
    union all
    select
        'shop:' || account_id, 'marketing', 'email',
        lower(marketing_answer) in ('true', 't', 'yes', 'y', '1', '1.0', 'on'), created_at
    from {{ ref('stg_shop__accounts') }}
),

kinds as (
    select distinct
        purposes.consent_purpose as purpose,
        channels.channel
    from {{ ref('purposes') }} as purposes
    cross join {{ ref('contact_caps') }} as channels
    where purposes.consent_purpose is not null and channels.channel <> 'total'
),

standing as (
    select
        answers.record_id,
        kinds.purpose,
        kinds.channel
    from answers
    inner join kinds
        on answers.purpose in (kinds.purpose, 'all')
        and answers.channel in (kinds.channel, 'all')
    where {{ until_as_of('answers.recorded_at') }}
    group by answers.record_id, kinds.purpose, kinds.channel
    having
        max(case when not answers.is_allowed then answers.recorded_at end) >= coalesce(
            max(case when answers.is_allowed then answers.recorded_at end),
            cast('1900-01-01' as timestamp)
        )
)

select
    standing.record_id,
    standing.purpose,
    standing.channel
from standing
inner join {{ ref('crosswalk') }} as crosswalk on standing.record_id = crosswalk.record_id
left join {{ ref('consent_states') }} as states
    on crosswalk.customer_id = states.customer_id
    and standing.purpose = states.purpose
    and standing.channel = states.channel
    and states.is_current
    and not states.is_allowed
where states.customer_id is null
