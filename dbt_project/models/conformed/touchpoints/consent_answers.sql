-- One row per answer a source record gave, for one purpose and one channel, while it stood.
with preferences as (
    select * from {{ ref('stg_marketing__preferences') }}
),

engagement as (
    select * from {{ ref('stg_marketing__engagement') }}
),

sends as (
    select * from {{ ref('stg_marketing__sends') }}
),

accounts as (
    select * from {{ ref('stg_shop__accounts') }}
),

answers as (
    select
        'marketing' as department, prospect_id as source_record_id, purpose as purpose,
        channel as channel, is_allowed as is_allowed, recorded_at as answered_at,
        coalesce(source, 'preference') as source, preference_id as evidence
    from preferences
    union all
    select
        'marketing', sends.prospect_id, 'marketing', sends.channel, false, engagement.occurred_at,
        'unsubscribe', engagement.engagement_id
    from engagement
    inner join sends on engagement.send_id = sends.send_id
    where engagement.kind = 'unsubscribe'
    union all
    select
        'shop', account_id, 'marketing', 'email', accepts_marketing, created_at,
        'account', account_id
    from accounts
    where accepts_marketing is not null
),

purposes as (
    select 'marketing' as purpose
    union all
    select 'research'
),

channels as (
    select 'email' as channel
    union all
    select 'phone'
    union all
    select 'post'
    union all
    select 'sms'
),

expanded as (
    select
        answers.department || ':' || answers.source_record_id as record_id,
        answers.department, answers.source_record_id, purposes.purpose, channels.channel,
        answers.is_allowed, answers.source, answers.evidence, answers.answered_at
    from answers
    inner join purposes on answers.purpose in (purposes.purpose, 'all')
    inner join channels on answers.channel in (channels.channel, 'all')
    where {{ until_as_of('answers.answered_at') }}
),

-- At one instant a denial outweighs a permission.
one_per_instant as (
    select * from expanded
    qualify
        row_number() over (
            partition by record_id, purpose, channel, answered_at
            order by is_allowed, evidence, source
        ) = 1
)

select
    record_id, department, source_record_id, purpose, channel, is_allowed, source, evidence,
    answered_at as valid_from,
    lead(answered_at) over (
        partition by record_id, purpose, channel order by answered_at, evidence
    ) as valid_to
from one_per_instant
