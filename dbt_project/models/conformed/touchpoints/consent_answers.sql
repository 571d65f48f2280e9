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

-- A reaction that no rule knows may be an unsubscribe in another word.
answers as (
    select
        'marketing' as department, preferences.prospect_id as source_record_id,
        purposes.meaning as purpose, channels.meaning as channel,
        preferences.answer, yes_or_no.meaning as meaning, preferences.recorded_at as answered_at,
        coalesce(preferences.source, 'preference') as source, preferences.preference_id as evidence
    from preferences
    left join {{ known_words('marketing', 'preferences', 'purpose') }} as purposes
        on {{ word_key('preferences.purpose') }} = purposes.word
    left join {{ known_words('marketing', 'preferences', 'channel') }} as channels
        on {{ word_key('preferences.channel') }} = channels.word
    left join {{ known_words('marketing', 'preferences', 'answer') }} as yes_or_no
        on {{ word_key('preferences.answer') }} = yes_or_no.word
    union all
    select
        'marketing', sends.prospect_id, 'marketing', channels.meaning, 'no', 'no',
        engagement.occurred_at,
        case when kinds.meaning is null then 'unknown_word' else 'unsubscribe' end,
        engagement.engagement_id
    from engagement
    inner join sends on engagement.send_id = sends.send_id
    left join {{ known_words('marketing', 'sends', 'channel') }} as channels
        on {{ word_key('sends.channel') }} = channels.word
    left join {{ known_words('marketing', 'engagement', 'kind') }} as kinds
        on {{ word_key('engagement.kind') }} = kinds.word
    where coalesce(kinds.meaning, 'unsubscribe') = 'unsubscribe'
    union all
    select
        'shop', accounts.account_id, 'marketing', 'email', accounts.marketing_answer,
        yes_or_no.meaning, accounts.created_at, 'account', accounts.account_id
    from accounts
    left join {{ known_words('shop', 'accounts', 'marketing_answer') }} as yes_or_no
        on {{ word_key('accounts.marketing_answer') }} = yes_or_no.word
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

-- Only a known yes, for a known purpose and channel, permits. What may be a no is one, and for
-- every purpose or channel where nobody knows which is meant.
expanded as (
    select
        answers.department || ':' || answers.source_record_id as record_id,
        answers.department, answers.source_record_id, purposes.purpose, channels.channel,
        coalesce(answers.meaning = 'yes', false) as is_allowed,
        answers.answer is not null as is_answer,
        answers.source, answers.evidence, answers.answered_at
    from answers
    inner join purposes on coalesce(answers.purpose, 'all') in (purposes.purpose, 'all')
    inner join channels on coalesce(answers.channel, 'all') in (channels.channel, 'all')
    where {{ until_as_of('answers.answered_at') }}
        and (
            coalesce(answers.meaning, 'unknown') <> 'yes'
            or (answers.purpose is not null and answers.channel is not null)
        )
),

-- An empty answer takes an earlier one back; where there is none, nobody was asked.
answered as (
    select * from expanded
    qualify
        is_answer or count(case when is_answer then 1 end) over (
            partition by record_id, purpose, channel
            order by answered_at rows between unbounded preceding and current row
        ) > 0
),

-- At one instant a denial outweighs a permission.
one_per_instant as (
    select * from answered
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
